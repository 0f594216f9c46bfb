//! A database of one number that only grows, and tasks that read it through a cache.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::Poll;
use std::time::Duration;

use postcache_core::{Cache, ManualClock, OnBehalfOf, Region};
use postcache_memory::MemoryStore;
use shuttle::future::{self, JoinHandle, yield_now};

/// What a load is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Load {
    Succeeds,
    Fails,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failed;

#[derive(Clone)]
pub(crate) struct Readers(Arc<Shared>);

struct Shared {
    cache: Cache,
    numbers: Region<u64, u64>,
    committed: AtomicU64,
    /// No read that begins now may get less.
    floor: AtomicU64,
    loads: AtomicU64,
    running: AtomicU64,
    most_at_once: AtomicU64,
}

/// The database is a counter that no scheduler sees: a switch while a task-local is set would show it to another task, which
/// the real runtime never does.
impl Readers {
    pub(crate) fn new() -> Self {
        let clock = ManualClock::new();
        let store = MemoryStore::builder().clock(clock.clone()).shards(1).without_cleanup_task().build().unwrap();
        let cache = Cache::builder(store).clock(clock).build().unwrap();
        let numbers = cache.region("number").tags(["all"]).unchecked("numbers own nothing").unwrap();
        let [committed, floor, loads, running, most_at_once] = Default::default();
        Self(Arc::new(Shared { cache, numbers, committed, floor, loads, running, most_at_once }))
    }

    /// One read, in this task.
    pub(crate) async fn read(&self, load: Load) -> Result<(), Failed> {
        let Shared { numbers, floor, .. } = &*self.0;
        let floor = floor.load(SeqCst);
        let number: Arc<u64> = numbers.get_or_load(&user(), &1, || self.load(load)).await?;
        assert!(*number >= floor, "read {number} after {floor} was committed");
        Ok(())
    }

    async fn load(&self, load: Load) -> Result<Arc<u64>, Failed> {
        let Shared { committed, loads, running, most_at_once, .. } = &*self.0;
        loads.fetch_add(1, SeqCst);
        most_at_once.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
        let _running = Running(running);
        let number = committed.load(SeqCst);
        yield_now().await;
        match load {
            Load::Succeeds => Ok(Arc::new(number)),
            Load::Fails => Err(Failed),
        }
    }

    /// A mutation of the entry.
    pub(crate) async fn mutate(&self) {
        self.mutate_meanwhile(yield_now).await;
    }

    /// The same, and what somebody else does between its commit and its end.
    pub(crate) async fn mutate_meanwhile<F: Future<Output = ()>>(&self, meanwhile: impl FnOnce() -> F) {
        let Shared { cache, numbers, committed, floor, .. } = &*self.0;
        let mutation = cache.mutation(&user()).evict(numbers, &1).begin().await;
        let number = committed.fetch_add(1, SeqCst) + 1;
        floor.fetch_max(number, SeqCst);
        meanwhile().await;
        mutation.commit().await;
    }

    /// A read that is dropped when it was polled so often.
    pub(crate) async fn give_up_after(&self, polls: usize) {
        let (mut left, mut read) = (polls, pin!(self.read(Load::Succeeds)));
        std::future::poll_fn(|cx| match read.as_mut().poll(cx) {
            Poll::Pending if left > 0 => {
                left -= 1;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
        .await;
    }

    /// Nothing is left of those who came by: a shutdown waits for flights, and the clock stands still.
    pub(crate) async fn end(&self) {
        self.read(Load::Succeeds).await.unwrap();
        assert!(self.0.cache.shutdown(Duration::from_secs(1)).await.undelivered.is_empty());
    }

    pub(crate) fn spawn<F: Future<Output = ()> + 'static>(&self, task: impl FnOnce(Self) -> F) -> JoinHandle<()> {
        future::spawn_local(task(self.clone()))
    }

    pub(crate) fn loads(&self) -> u64 {
        self.0.loads.load(SeqCst)
    }

    pub(crate) fn most_at_once(&self) -> u64 {
        self.0.most_at_once.load(SeqCst)
    }
}

fn user() -> OnBehalfOf<i64> {
    OnBehalfOf::new(1, "a test")
}

/// A load under way, however it ends.
struct Running<'r>(&'r AtomicU64);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}
