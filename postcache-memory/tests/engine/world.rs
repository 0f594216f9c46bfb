//! A store with its cache, its regions, and a clock that stands still.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use postcache_core::store::{
    Cells, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Payload, Put,
    StoreStats, Tag, Want,
};
use postcache_core::{Cache, CacheStore, ManualClock, Millis, OnBehalfOf, Region, ScopeKey};
use postcache_memory::{MemoryStore, MemoryStoreBuilder};

pub(crate) const TTL: Millis = Millis::new(60_000);
pub(crate) const LEASE_TTL: Millis = Millis::new(10_000);
pub(crate) const HOLD: Millis = Millis::new(5_000);

pub(crate) struct World {
    pub(crate) clock: ManualClock,
    pub(crate) store: MemoryStore,
    pub(crate) cache: Cache,
    /// Without tags.
    pub(crate) plain: Region<u64, String>,
    /// With the tag `x`.
    pub(crate) posts: Region<u64, String>,
    /// With the tags `x` and `y`.
    pub(crate) lists: Region<u64, String>,
}

impl World {
    /// Without a task, so that nothing happens by itself.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(settings: impl FnOnce(MemoryStoreBuilder) -> MemoryStoreBuilder) -> Self {
        let clock = ManualClock::new();
        let builder = MemoryStore::builder().clock(clock.clone()).without_cleanup_task();
        let store = settings(builder).build().unwrap();
        let cache = Cache::builder(store.clone()).clock(clock.clone()).build().unwrap();
        let region = |name: &str, tags: &[&'static str]| {
            cache.region::<u64, String>(name).tags(tags.iter().copied()).unchecked("text owns nothing").unwrap()
        };
        let (plain, posts, lists) = (region("plain", &[]), region("post", &["x"]), region("list", &["x", "y"]));
        Self { clock, store, cache, plain, posts, lists }
    }

    pub(crate) fn pass(&self, millis: u64) {
        self.clock.advance(Duration::from_millis(millis));
    }

    pub(crate) fn get(&self, entry: &OwnedEntry) -> Option<String> {
        let Lookup::Hit(object) = now(self.store.get(entry.as_entry()).wait()).unwrap() else { return None };
        Some(object.downcast_ref::<String>().unwrap().clone())
    }

    pub(crate) fn ask(&self, entry: &OwnedEntry, want: Want) -> Leased {
        now(self.store.lease(entry.as_entry(), LeaseTerms::new(want, LEASE_TTL))).unwrap()
    }

    pub(crate) fn lease(&self, entry: &OwnedEntry) -> Lease {
        match self.ask(entry, Want::Any) {
            Leased::Granted(lease) => lease,
            other => panic!("expected a lease, got {other:?}"),
        }
    }

    pub(crate) fn fill(&self, lease: Lease, value: impl Into<String>) -> Filled {
        now(self.store.fill(lease, payload(value))).unwrap()
    }

    /// From a miss to a stored value.
    pub(crate) fn store(&self, entry: &OwnedEntry, value: impl Into<String>) {
        assert_eq!(self.fill(self.lease(entry), value), Filled::Stored);
    }

    pub(crate) fn begin(&self, cells: Cells) -> Fence {
        now(self.store.begin(cells, FenceTerms::new(Millis::new(15_000)))).unwrap()
    }

    pub(crate) fn finish(&self, fence: &Fence, puts: Vec<Put>) -> Finished {
        now(self.store.finish(fence, Finish::new(Cells::of(fence.cells.scope.clone()), puts))).unwrap()
    }

    pub(crate) fn lapse(&self, fence: &Fence) {
        self.store.lapse(fence, HOLD);
    }

    pub(crate) fn invalidate(&self, cells: Cells) {
        now(self.store.invalidate(cells)).unwrap();
    }

    pub(crate) fn clear(&self, scope: &ScopeKey) {
        now(self.store.clear_scope(scope)).unwrap();
    }

    pub(crate) fn clean(&self) {
        now(self.store.run_pending());
    }

    pub(crate) fn stats(&self) -> StoreStats {
        self.store.stats()
    }
}

/// Nothing in this store waits: an operation is over when its future was polled once.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("an operation of this store waits for nothing"),
    }
}

pub(crate) fn user(id: i64) -> OnBehalfOf<i64> {
    OnBehalfOf::new(id, "a test")
}

pub(crate) fn entry(region: &Region<u64, String>, scope: i64, key: u64) -> OwnedEntry {
    region.entry(&user(scope), &key).unwrap()
}

pub(crate) fn scope_of(entry: &OwnedEntry) -> ScopeKey {
    entry.key.to_scope_key()
}

pub(crate) fn payload(value: impl Into<String>) -> Payload {
    Payload::new(Some(Arc::new(value.into())), TTL)
}

pub(crate) fn put(entry: &OwnedEntry, value: impl Into<String>) -> Put {
    Put::new(entry.clone(), payload(value))
}

/// The cell of one entry.
pub(crate) fn one(entry: &OwnedEntry) -> Cells {
    let mut cells = Cells::of(scope_of(entry));
    cells.entries.push(entry.clone());
    cells
}

/// The cell of one tag, in the scope of `entry`.
pub(crate) fn tag(entry: &OwnedEntry, name: &str) -> Cells {
    let mut cells = Cells::of(scope_of(entry));
    cells.tags.push(Tag::from(name));
    cells
}

/// All cells of the scope of `entry`.
pub(crate) fn whole(entry: &OwnedEntry) -> Cells {
    let mut cells = Cells::of(scope_of(entry));
    cells.whole_scope = true;
    cells
}
