//! A store with one thing wrong.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use async_trait::async_trait;
use postcache_conformance::{Fixture, Namespaces, ReferenceBuilder, ReferenceStore};
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Payload,
    Reply, StoreStats,
};
use postcache_core::{CacheStore, Clock, Error, ManualClock, Millis, ScopeKey};

use crate::QUOTA;

/// What is wrong. All that a bug does not say is as the reference store does it.
#[async_trait]
pub(crate) trait Bug: Debug + Default + Send + Sync + 'static {
    /// The store that it is in.
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder
    }

    /// The namespace that is opened in fact, the `nth` time that one is.
    fn namespace(namespace: &str, _nth: usize) -> String {
        namespace.to_owned()
    }

    /// The entry that is meant in fact.
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        entry.owned()
    }

    fn get<'s>(&'s self, store: &'s ReferenceStore, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        store.get(entry)
    }

    fn get_many<'s>(
        &'s self,
        store: &'s ReferenceStore,
        entries: &[Entry<'_>],
    ) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        store.get_many(entries)
    }

    async fn lease(&self, store: &ReferenceStore, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        store.lease(entry, terms).await
    }

    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        store.fill(lease, payload).await
    }

    fn release(&self, store: &ReferenceStore, lease: Lease) {
        store.release(lease);
    }

    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        store.begin(cells, terms).await
    }

    async fn renew(&self, store: &ReferenceStore, fence: &Fence) -> Result<(), Error> {
        store.renew(fence).await
    }

    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        store.finish(fence, finish).await
    }

    fn lapse(&self, store: &ReferenceStore, fence: &Fence, hold: Millis) {
        store.lapse(fence, hold);
    }

    async fn invalidate(&self, store: &ReferenceStore, cells: Cells) -> Result<(), Error> {
        store.invalidate(cells).await
    }

    async fn clear_scope(&self, store: &ReferenceStore, scope: &ScopeKey) -> Result<(), Error> {
        store.clear_scope(scope).await
    }

    async fn run_pending(&self, store: &ReferenceStore) {
        store.run_pending().await;
    }

    fn stats(&self, store: &ReferenceStore) -> StoreStats {
        store.stats()
    }

    fn keeps_objects(&self, store: &ReferenceStore) -> bool {
        store.keeps_objects()
    }
}

/// The reference store with a bug in it.
#[derive(Debug)]
pub(crate) struct Mutant<B> {
    store: ReferenceStore,
    bug: Arc<B>,
}

impl<B> Clone for Mutant<B> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), bug: Arc::clone(&self.bug) }
    }
}

impl<B: Bug> Mutant<B> {
    fn meant(&self, mut cells: Cells) -> Cells {
        for entry in &mut cells.entries {
            *entry = self.bug.entry(entry.as_entry());
            cells.scope = entry.key.to_scope_key();
        }
        cells
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<B: Bug> CacheStore for Mutant<B> {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        self.bug.get(&self.store, self.bug.entry(entry).as_entry())
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let meant: Vec<_> = entries.iter().map(|entry| self.bug.entry(*entry)).collect();
        self.bug.get_many(&self.store, &meant.iter().map(OwnedEntry::as_entry).collect::<Vec<_>>())
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        self.bug.lease(&self.store, self.bug.entry(entry).as_entry(), terms).await
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        self.bug.fill(&self.store, lease, payload).await
    }

    fn release(&self, lease: Lease) {
        self.bug.release(&self.store, lease);
    }

    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        self.bug.begin(&self.store, self.meant(cells), terms).await
    }

    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        self.bug.renew(&self.store, fence).await
    }

    async fn finish(&self, fence: &Fence, mut finish: Finish) -> Result<Finished, Error> {
        for put in &mut finish.puts {
            put.entry = self.bug.entry(put.entry.as_entry());
        }
        let late = self.meant(finish.late);
        self.bug.finish(&self.store, fence, Finish::new(late, finish.puts)).await
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        self.bug.lapse(&self.store, fence, hold);
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.bug.invalidate(&self.store, self.meant(cells)).await
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        self.bug.clear_scope(&self.store, scope).await
    }

    async fn run_pending(&self) {
        self.bug.run_pending(&self.store).await;
    }

    fn stats(&self) -> StoreStats {
        self.bug.stats(&self.store)
    }

    fn keeps_objects(&self) -> bool {
        self.bug.keeps_objects(&self.store)
    }

    async fn shutdown(&self, limit: Millis) {
        self.store.shutdown(limit).await;
    }
}

/// How the suite gets at a mutant.
#[derive(Debug)]
pub(crate) struct Broken<B> {
    clock: ManualClock,
    stores: Namespaces<Mutant<B>>,
    opened: AtomicUsize,
}

impl<B> Default for Broken<B> {
    fn default() -> Self {
        Self { clock: ManualClock::new(), stores: Namespaces::default(), opened: AtomicUsize::new(0) }
    }
}

impl<B: Bug> Fixture for Broken<B> {
    type Store = Mutant<B>;

    const TIME_LIMIT: Duration = Duration::from_secs(20);

    async fn open(&self, namespace: &str) -> Mutant<B> {
        let namespace = B::namespace(namespace, self.opened.fetch_add(1, SeqCst));
        self.stores.open(&namespace, || {
            let builder = ReferenceStore::builder(self.clock.clone()).max_entries_per_scope(QUOTA);
            Mutant { store: B::base(builder).build(), bug: Arc::default() }
        })
    }

    fn clock(&self) -> Clock {
        self.clock.clone().into()
    }
}
