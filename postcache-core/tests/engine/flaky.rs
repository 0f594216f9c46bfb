//! A store that a test takes away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};

use async_trait::async_trait;
use postcache_conformance::ReferenceStore;
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Payload, Reply,
    StoreStats,
};
use postcache_core::{Cache, CacheStore, Error, ErrorKind, ManualClock, Millis, ScopeKey};

use crate::world::World;

const UP: u8 = 0;
const DOWN: u8 = 1;
const HANGS: u8 = 2;

#[derive(Clone, Debug)]
pub(crate) struct Flaky {
    store: Arc<ReferenceStore>,
    state: Arc<AtomicU8>,
}

impl Flaky {
    /// A world over such a store.
    pub(crate) fn world() -> (World, Self) {
        let clock = ManualClock::new();
        let store = Self { store: Arc::new(ReferenceStore::of_bytes(clock.clone())), state: Arc::default() };
        (World::over(Cache::builder(store.clone()), clock), store)
    }

    pub(crate) fn goes_down(&self) {
        self.state.store(DOWN, SeqCst);
    }

    pub(crate) fn hangs(&self) {
        self.state.store(HANGS, SeqCst);
    }

    pub(crate) fn comes_back(&self) {
        self.state.store(UP, SeqCst);
    }

    async fn reached(&self) -> Result<(), Error> {
        match self.state.load(SeqCst) {
            UP => Ok(()),
            DOWN => Err(Error::new(ErrorKind::Unavailable, "the store is away")),
            _ => std::future::pending().await,
        }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl CacheStore for Flaky {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        let entry = entry.owned();
        Reply::later(async move {
            self.reached().await?;
            self.store.get(entry.as_entry()).wait().await
        })
    }
    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let entries: Vec<_> = entries.iter().map(|entry| entry.owned()).collect();
        Reply::later(async move {
            self.reached().await?;
            let entries: Vec<_> = entries.iter().map(|entry| entry.as_entry()).collect();
            self.store.get_many(&entries).wait().await
        })
    }
    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        self.reached().await?;
        self.store.lease(entry, terms).await
    }
    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        self.reached().await?;
        self.store.fill(lease, payload).await
    }
    fn release(&self, lease: Lease) {
        self.store.release(lease);
    }
    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        self.reached().await?;
        self.store.begin(cells, terms).await
    }
    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        self.reached().await?;
        self.store.renew(fence).await
    }
    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        self.reached().await?;
        self.store.finish(fence, finish).await
    }
    fn lapse(&self, fence: &Fence, hold: Millis) {
        self.store.lapse(fence, hold);
    }
    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.reached().await?;
        self.store.invalidate(cells).await
    }
    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        self.reached().await?;
        self.store.clear_scope(scope).await
    }
    async fn run_pending(&self) {
        self.store.run_pending().await;
    }
    fn stats(&self) -> StoreStats {
        self.store.stats()
    }
    fn keeps_objects(&self) -> bool {
        self.store.keeps_objects()
    }
}
