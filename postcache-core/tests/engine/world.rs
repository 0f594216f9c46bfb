//! A database with versions, a cache in front of it, and loads that a test holds back.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, CacheBuilder, Foreign, ManualClock, OnBehalfOf, Owned, Policy, Region, ScopeId};
use postcache_memory::MemoryStore;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Post {
    pub(crate) owner: i64,
    pub(crate) id: i64,
    pub(crate) version: u64,
}

impl Owned for Post {
    const CHECKED: bool = true;

    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        if ScopeId::int(self.owner) == scope { Ok(()) } else { Err(Foreign::new("Post.owner")) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DbError;

pub(crate) type User = OnBehalfOf<i64>;

pub(crate) fn user(id: i64) -> User {
    OnBehalfOf::new(id, "a test")
}

pub(crate) const ANN: i64 = 1;
pub(crate) const BOB: i64 = 2;

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) cache: Cache,
    pub(crate) clock: ManualClock,
    pub(crate) posts: Region<i64, Post>,
    pub(crate) lists: Region<i64, Vec<Post>>,
    pub(crate) db: Arc<Db>,
}

#[derive(Default)]
pub(crate) struct Db {
    versions: Mutex<BTreeMap<(i64, i64), u64>>,
    pub(crate) loads: AtomicUsize,
    running: AtomicUsize,
    pub(crate) most_at_once: AtomicUsize,
}

impl World {
    /// One world for each kind of store.
    pub(crate) fn each() -> [Self; 3] {
        [Self::new(), Self::of_bytes(), Self::of_memory()]
    }

    pub(crate) fn new() -> Self {
        let clock = ManualClock::new();
        Self::over(Cache::builder(ReferenceStore::new(clock.clone())), clock)
    }

    /// Over a store that answers later and keeps bytes, as one across a network does.
    pub(crate) fn of_bytes() -> Self {
        let clock = ManualClock::new();
        Self::over(Cache::builder(ReferenceStore::of_bytes(clock.clone())), clock)
    }

    fn of_memory() -> Self {
        let clock = ManualClock::new();
        let store = MemoryStore::builder().clock(clock.clone()).without_cleanup_task().build().unwrap();
        Self::over(Cache::builder(store), clock)
    }

    pub(crate) fn over(builder: CacheBuilder, clock: ManualClock) -> Self {
        let cache = builder
            .clock(clock.clone())
            .policy(Policy::default().jitter(0.0))
            .settled(|_: &DbError| false)
            .build()
            .unwrap();
        let posts = cache.region("post").build().unwrap();
        let lists = cache.region("post-list").tags(["posts"]).build().unwrap();
        Self { cache, clock, posts, lists, db: Arc::default() }
    }

    /// A read through the cache.
    pub(crate) async fn read(&self, owner: i64, id: i64) -> Option<Post> {
        self.posts.get_or_load(&user(owner), &id, || async { self.db.load(owner, id) }).await
    }

    /// A list through the cache.
    pub(crate) async fn list(&self, owner: i64) -> Vec<Post> {
        self.lists.get_or_load(&user(owner), &0, || async { self.db.list(owner) }).await
    }

    /// A read whose loader has read the database and is then held back.
    pub(crate) async fn held_read(&self, owner: i64, id: i64) -> Held<Option<Post>> {
        let (gate, world) = (Gate::new(), self.clone());
        let inner = gate.clone();
        let task = tokio::spawn(async move {
            let load = || async {
                let post = world.db.load(owner, id);
                inner.pass().await;
                post
            };
            world.posts.get_or_load(&user(owner), &id, load).await
        });
        gate.entered().await;
        Held { gate, task }
    }

    /// A list whose loader has read the database and is then held back.
    pub(crate) async fn held_list(&self, owner: i64) -> Held<Vec<Post>> {
        let (gate, world) = (Gate::new(), self.clone());
        let inner = gate.clone();
        let task = tokio::spawn(async move {
            let load = || async {
                let posts = world.db.list(owner);
                inner.pass().await;
                posts
            };
            world.lists.get_or_load(&user(owner), &0, load).await
        });
        gate.entered().await;
        Held { gate, task }
    }

    pub(crate) fn loads(&self) -> usize {
        self.db.loads.load(SeqCst)
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Lets background fills end.
    pub(crate) async fn quiet(&self) {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }
}

impl Db {
    pub(crate) fn write(&self, owner: i64, id: i64) -> Post {
        let mut versions = self.versions.lock().unwrap();
        let version = versions.entry((owner, id)).or_insert(0);
        *version += 1;
        Post { owner, id, version: *version }
    }

    pub(crate) fn load(&self, owner: i64, id: i64) -> Option<Post> {
        self.loads.fetch_add(1, SeqCst);
        let version = *self.versions.lock().unwrap().get(&(owner, id))?;
        Some(Post { owner, id, version })
    }

    /// Whether there was such a row.
    pub(crate) fn remove(&self, owner: i64, id: i64) -> bool {
        self.versions.lock().unwrap().remove(&(owner, id)).is_some()
    }

    fn list(&self, owner: i64) -> Vec<Post> {
        self.loads.fetch_add(1, SeqCst);
        let versions = self.versions.lock().unwrap();
        let mine = versions.range((owner, i64::MIN)..=(owner, i64::MAX));
        mine.map(|((_, id), version)| Post { owner, id: *id, version: *version }).collect()
    }

    /// A load that counts how many run at once.
    pub(crate) fn enter(self: &Arc<Self>) -> Running {
        self.loads.fetch_add(1, SeqCst);
        let running = self.running.fetch_add(1, SeqCst) + 1;
        self.most_at_once.fetch_max(running, SeqCst);
        Running(Arc::clone(self))
    }
}

pub(crate) struct Running(Arc<Db>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
    }
}

/// Holds a loader, or an answer of a store, back until a test says so.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    entered: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { entered: Arc::new(Semaphore::new(0)), open: Arc::new(Semaphore::new(0)) }
    }

    /// The loader's side.
    pub(crate) async fn pass(&self) {
        self.entered.add_permits(1);
        self.open.acquire().await.unwrap().forget();
    }

    /// Until a loader has come.
    pub(crate) async fn entered(&self) {
        self.entered.acquire().await.unwrap().forget();
    }

    /// Whether a loader has come since the last time.
    pub(crate) fn try_entered(&self) -> bool {
        self.entered.try_acquire().map(tokio::sync::SemaphorePermit::forget).is_ok()
    }

    pub(crate) fn let_one_go(&self) {
        self.open.add_permits(1);
    }
}

/// A read that is held back inside its loader.
pub(crate) struct Held<T> {
    gate: Gate,
    task: tokio::task::JoinHandle<T>,
}

impl<T> Held<T> {
    /// Lets it go on to its end.
    pub(crate) async fn done(self) -> T {
        self.gate.let_one_go();
        self.task.await.unwrap()
    }

    /// Drops it where it is.
    pub(crate) async fn cancel(self) {
        self.task.abort();
        assert!(self.task.await.is_err_and(|error| error.is_cancelled()));
    }
}

/// Runs `call`, moving time on whenever it waits.
pub(crate) async fn with_time<T>(world: &World, call: impl Future<Output = T>) -> T {
    let mut call = std::pin::pin!(call);
    loop {
        tokio::select! {
            biased;
            answer = &mut call => return answer,
            () = world.quiet() => world.advance(1),
        }
    }
}
