//! The user's code, and the store's locks.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use postcache_core::CacheStore;
use postcache_core::store::{Cells, Finish, Leased, OwnedEntry, Payload, Put, Reply};

use crate::Fixture;
use crate::trial::{LONG, Process, Trial, entries, every_way_to_name, someone};

/// Nothing that the user wrote runs while the store is locked: not the weigher of a region, and not the drop of a value that
/// is replaced, invalidated, cleaned up, or not stored after all.
///
/// The race: a `Drop` that reads from the cache, or takes a lock that a reader of the cache holds. It is found by a lookup from
/// another thread, which has to be answered while the user's code runs.
pub(crate) async fn user_code_runs_outside_every_lock<F: Fixture>(trial: &Trial<F>) {
    if !trial.keeps_objects() {
        // Its values are bytes, which nobody wrote a `Drop` for.
        return;
    }
    let store = trial.store();
    let region = trial.cache().local_region::<str, Nosy>("nosy").weigher(Nosy::weigh).tags(["red"]);
    let entry = region.unchecked("values of a law").unwrap().entry(&someone("alice"), "k").unwrap();
    let look = Arc::new(Look::new(store.handle().clone(), entry.clone()));
    let nosy = || Payload::new(Some(Arc::new(Nosy(Arc::<Look>::clone(&look)))), LONG);

    for (_, cells) in every_way_to_name(&entry) {
        for _ in 0..2 {
            fill(store, &entry, nosy()).await;
        }
        store.invalidate(cells).await;
        store.run_pending().await;
    }
    if let Leased::Granted(lease) = store.lease_fresh(&entry).await {
        store.invalidate(entries([&entry])).await;
        store.fill_with(lease, nosy()).await;
    }
    let fence = store.begin(entries([&entry])).await;
    // Put, and then too late to be put.
    for _ in 0..2 {
        let puts = vec![Put::new(entry.clone(), nosy())];
        store.finish_with(&fence, Finish::new(Cells::of(entry.key.to_scope_key()), puts)).await;
    }
    store.invalidate(entries([&entry])).await;
    assert!(!look.waited.load(SeqCst), "a lookup had to wait for the user's code");
}

/// What becomes of it is for other laws.
async fn fill(store: &Process<impl CacheStore>, entry: &OwnedEntry, payload: Payload) {
    if let Leased::Granted(lease) = store.lease_fresh(entry).await {
        store.fill_with(lease, payload).await;
    }
}

/// A value that looks into the store when it is weighed and when it is dropped.
struct Nosy(Arc<Look>);

impl Nosy {
    fn weigh(&self) -> u64 {
        self.0.happens();
        1
    }
}

impl Drop for Nosy {
    fn drop(&mut self) {
        self.0.happens();
    }
}

struct Look {
    lookup: Box<dyn Fn() -> Box<dyn FnOnce() + Send> + Send + Sync>,
    waited: AtomicBool,
}

impl Look {
    fn new<S: CacheStore + Clone>(store: S, entry: OwnedEntry) -> Self {
        let lookup = move || -> Box<dyn FnOnce() + Send> {
            let (store, entry) = (store.clone(), entry.clone());
            Box::new(move || match store.get(entry.as_entry()) {
                // The answer may be the last one to know the value: its drop is not this law's.
                Reply::Ready(answer) => drop(answer),
                Reply::Later(_) => {}
            })
        };
        Self { lookup: Box::new(lookup), waited: AtomicBool::new(false) }
    }

    fn happens(&self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        if self.waited.load(SeqCst) {
            return;
        }
        let (done, answered) = mpsc::channel();
        let look = (self.lookup)();
        thread::spawn(move || {
            look();
            // Nobody listens any more when it came too late.
            let _ = done.send(());
        });
        if answered.recv_timeout(PATIENCE).is_err() {
            self.waited.store(true, SeqCst);
        }
    }
}

impl fmt::Debug for Nosy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nosy")
    }
}
