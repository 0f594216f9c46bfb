//! The backend that applications name.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Payload, Reply,
    StoreStats,
};
use postcache_core::{CacheStore, Error, Millis, ScopeKey};

use crate::builder::MemoryStoreBuilder;
use crate::engine::Engine;

/// A cache's entries in the memory of this process. Clones share them.
///
/// **It is one process**: mutations by other processes are not seen, so data that several processes change needs a backend
/// that they share. Within the process no read that begins after a mutation has returned gets older data.
///
/// Values stay objects: a hit shares the `Arc` and allocates nothing. A hit takes a read lock of its scope's shard and moves
/// nothing; everything else takes the write lock of one shard for a short time, never across an await and never while the
/// application's code runs. A shard that several threads read, and nobody changes for a while, is read under a lock for each
/// of them, so that they do not wait for each other.
///
/// The capacity is one pool over all scopes (S3-FIFO), by entries and by bytes. Each scope has a quota besides, and a scope
/// that fills it evicts its own: a flood in one takes nothing from the others. Operations that race may leave the store over
/// its capacity by what is on its way in; at rest it is within.
///
/// [`SharedScope`](postcache_core::SharedScope) is spread over all shards by its keys, so that its readers do not wait for each other. A mutation of it goes
/// through all of them and stores no puts.
///
/// Clearing a scope or a tag is the change of one number, however much depends on it. What died is freed when it is met,
/// and by a task ([`cleanup_interval`](MemoryStoreBuilder::cleanup_interval)); until then it counts.
///
/// ```
/// # use postcache_core::{Cache, OnBehalfOf};
/// # use postcache_memory::MemoryStore;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), postcache_core::Error> {
/// let store = MemoryStore::builder().max_entries_per_scope(200).build()?;
/// let cache = Cache::new(store);
/// let names = cache.region::<i64, String>("name").unchecked("a name says nothing about its owner")?;
/// let user = OnBehalfOf::new(7, "an example");
/// let name: String = names.get_or_load(&user, &1, || async { "Ada".to_owned() }).await;
/// assert_eq!(names.peek(&user, &1).as_deref(), Some(&name));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct MemoryStore(Arc<Engine>);

impl MemoryStore {
    /// A store with settings.
    pub fn builder() -> MemoryStoreBuilder {
        MemoryStoreBuilder::new()
    }

    pub(crate) const fn of(engine: Arc<Engine>) -> Self {
        Self(engine)
    }

    /// For all that changes something: it is there that what dies begins.
    fn working(&self) -> &Engine {
        self.0.keep_clean();
        &self.0
    }
}

impl Default for MemoryStore {
    /// A store with every setting at its default.
    fn default() -> Self {
        MemoryStoreBuilder::new().build_default()
    }
}

/// None of the futures awaits: polled once, an operation has happened completely.
#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl CacheStore for MemoryStore {
    #[inline]
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        Reply::Ready(Ok(self.0.get(entry).map_or(Lookup::Miss, Lookup::from)))
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let look = |entry: &Entry<'_>| self.0.get(*entry).map_or(Lookup::Miss, Lookup::from);
        Reply::Ready(Ok(entries.iter().map(look).collect()))
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        Ok(self.working().lease(entry, terms))
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        Ok(self.working().fill(&lease, payload))
    }

    fn release(&self, lease: Lease) {
        self.working().release(&lease);
    }

    async fn begin(&self, cells: Cells, _: FenceTerms) -> Result<Fence, Error> {
        Ok(self.working().begin(cells))
    }

    async fn renew(&self, _: &Fence) -> Result<(), Error> {
        Ok(())
    }

    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        Ok(self.working().finish(fence, finish))
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        self.working().lapse(fence, hold);
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.working().invalidate(&cells);
        Ok(())
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        self.working().clear_scope(scope);
        Ok(())
    }

    async fn run_pending(&self) {
        self.working().sweep_all();
    }

    fn stats(&self) -> StoreStats {
        self.0.stats()
    }

    fn keeps_objects(&self) -> bool {
        true
    }

    /// Nothing: it has neither tasks nor connections that would outlive its handles.
    async fn shutdown(&self, _limit: Millis) {}
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("limits", self.0.limits()).finish_non_exhaustive()
    }
}
