//! A process that uses a store, and whose calls succeed.

use std::fmt;

use postcache_core::store::{
    Cells, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Payload, Put,
    PutOutcome, StoreStats, Want,
};
use postcache_core::{CacheStore, Millis};

use super::cells::whole_scope;
use super::values::{LONG, payload};

/// What a reader sees of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Value(u64),
    Negative,
    Miss,
}

impl From<Lookup> for Seen {
    fn from(lookup: Lookup) -> Self {
        match lookup {
            Lookup::Hit(object) => Self::Value(*object.downcast_ref().expect("a number was stored")),
            Lookup::Negative => Self::Negative,
            _ => Self::Miss,
        }
    }
}

/// A handle of the store under test. The suite makes no faults, so each of its calls has an outcome.
#[derive(Clone, Debug)]
pub(crate) struct Process<S>(S);

impl<S: CacheStore> Process<S> {
    pub(super) const fn new(store: S) -> Self {
        Self(store)
    }

    pub(crate) const fn handle(&self) -> &S {
        &self.0
    }

    pub(crate) async fn get(&self, entry: &OwnedEntry) -> Seen {
        answered(self.0.get(entry.as_entry()).wait().await).into()
    }

    pub(crate) async fn get_many(&self, entries: &[&OwnedEntry]) -> Vec<Seen> {
        let entries: Vec<_> = entries.iter().map(|entry| entry.as_entry()).collect();
        answered(self.0.get_many(&entries).wait().await).into_iter().map(Seen::from).collect()
    }

    pub(crate) async fn lease(&self, entry: &OwnedEntry) -> Leased {
        self.lease_on(entry, LeaseTerms::new(Want::Any, LONG)).await
    }

    pub(crate) async fn lease_fresh(&self, entry: &OwnedEntry) -> Leased {
        self.lease_on(entry, LeaseTerms::new(Want::Fresh, LONG)).await
    }

    pub(crate) async fn lease_on(&self, entry: &OwnedEntry, terms: LeaseTerms) -> Leased {
        answered(self.0.lease(entry.as_entry(), terms).await)
    }

    pub(crate) async fn fill(&self, lease: Lease, value: u64) -> Filled {
        self.fill_with(lease, payload(value)).await
    }

    pub(crate) async fn fill_with(&self, lease: Lease, payload: Payload) -> Filled {
        answered(self.0.fill(lease, payload).await)
    }

    /// Stores a value as a reader does that misses, with nobody else about.
    pub(crate) async fn load(&self, entry: &OwnedEntry, value: u64) {
        self.load_with(entry, payload(value)).await;
    }

    pub(crate) async fn load_with(&self, entry: &OwnedEntry, payload: Payload) {
        let lease = granted(self.lease(entry).await);
        assert_eq!(self.fill_with(lease, payload).await, Filled::Stored, "a fill that nobody disturbed");
    }

    pub(crate) fn release(&self, lease: Lease) {
        self.0.release(lease);
    }

    pub(crate) async fn begin(&self, cells: Cells) -> Fence {
        self.begin_for(cells, LONG).await
    }

    pub(crate) async fn begin_for(&self, cells: Cells, ttl: Millis) -> Fence {
        answered(self.0.begin(cells, FenceTerms::new(ttl)).await)
    }

    pub(crate) async fn renew(&self, fence: &Fence) {
        answered(self.0.renew(fence).await);
    }

    pub(crate) async fn finish(&self, fence: &Fence) {
        self.finish_with(fence, Finish::new(Cells::of(fence.cells.scope.clone()), Vec::new())).await;
    }

    /// Ends a mutation that learnt some of its cells after it began.
    pub(crate) async fn finish_late(&self, fence: &Fence, late: Cells) {
        self.finish_with(fence, Finish::new(late, Vec::new())).await;
    }

    /// Ends a mutation that wrote `value` into an entry which its fence covers.
    pub(crate) async fn finish_putting(&self, fence: &Fence, entry: &OwnedEntry, value: u64) -> PutOutcome {
        let finish = Finish::new(Cells::of(fence.cells.scope.clone()), vec![Put::new(entry.clone(), payload(value))]);
        let Finished { puts, .. } = self.finish_with(fence, finish).await;
        assert_eq!(puts.len(), 1, "one outcome for one put");
        puts[0]
    }

    pub(crate) async fn finish_with(&self, fence: &Fence, finish: Finish) -> Finished {
        answered(self.0.finish(fence, finish).await)
    }

    pub(crate) fn lapse(&self, fence: &Fence, hold: Millis) {
        self.0.lapse(fence, hold);
    }

    pub(crate) async fn invalidate(&self, cells: Cells) {
        answered(self.0.invalidate(cells).await);
    }

    pub(crate) async fn clear_scope_of(&self, inhabitant: &OwnedEntry) {
        answered(self.0.clear_scope(&whole_scope(inhabitant).scope).await);
    }

    pub(crate) async fn run_pending(&self) {
        self.0.run_pending().await;
    }

    /// What the store says of its contents. When it cleaned up last is another matter.
    pub(crate) fn stats(&self) -> StoreStats {
        let mut stats = self.0.stats();
        stats.cleanup = None;
        stats
    }
}

/// The lease, where nothing stands against one.
#[track_caller]
pub(crate) fn granted(leased: Leased) -> Lease {
    match leased {
        Leased::Granted(lease) => lease,
        other => panic!("nothing stands against a lease, and the answer is {other:?}"),
    }
}

#[track_caller]
fn answered<T>(answer: Result<T, impl fmt::Display>) -> T {
    match answer {
        Ok(answer) => answer,
        Err(error) => panic!("the store failed, and the suite made no fault: {error}"),
    }
}
