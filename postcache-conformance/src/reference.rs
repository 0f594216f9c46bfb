//! A correct store, written as plainly as its rules.

mod builder;
mod fence;
mod round_trip;
mod rule;
mod scope;
mod stamp;
mod state;
mod stored;
mod turn;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Payload,
    Put, Reply, StoreStats, Ticket, Want,
};
use postcache_core::{CacheStore, Clock, Error, Instant, Millis, ScopeKey};

pub use builder::ReferenceBuilder;
use round_trip::RoundTrip;
pub use rule::Rule;
use rule::Rules;
use scope::Lent;
use stamp::Stamps;
use state::State;
use stored::{Refused, Sealed};
use turn::Leaving;

/// A correct store in memory: one lock, a few maps, and every rule of the contract spelled out once.
///
/// For comparing another store or an engine with, not for serving: an operation may visit all that its scope holds. Clones
/// share one store, as two processes share a server.
///
/// Two kinds. [`new`](Self::new) keeps objects and answers at once, as a store in this process does.
/// [`of_bytes`](Self::of_bytes) stands for a server: it keeps bytes, answers later, lends an entry to one reader at a time,
/// and its fences end unless they are renewed.
#[derive(Clone)]
pub struct ReferenceStore(Arc<Shared>);

struct Shared {
    clock: Clock,
    kind: Kind,
    rules: Rules,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Objects,
    Bytes(RoundTrip),
}

impl ReferenceStore {
    /// An empty store of objects that obeys `clock`.
    #[must_use]
    pub fn new(clock: impl Into<Clock>) -> Self {
        Self::builder(clock).build()
    }

    /// An empty store of bytes that obeys `clock` and stands for a server: each answer takes one await point, before which
    /// nothing has happened.
    #[must_use]
    pub fn of_bytes(clock: impl Into<Clock>) -> Self {
        Self::builder(clock).of_bytes().build()
    }

    /// A store with settings.
    pub fn builder(clock: impl Into<Clock>) -> ReferenceBuilder {
        ReferenceBuilder::new(clock.into())
    }

    /// Changes the state under the lock; what left it is told and dropped after.
    fn locked<T>(&self, change: impl FnOnce(&mut State, Instant, &mut Leaving) -> T) -> T {
        let mut leaving = Leaving::default();
        let now = self.0.clock.now();
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = change(&mut state, now, &mut leaving);
        if self.0.rules.keeps(Rule::DropsOutsideItsLock) {
            drop(state);
        }
        leaving.tell();
        answer
    }

    /// One operation, and the way to it and back.
    async fn on_the_way<T>(&self, operation: impl FnOnce() -> T) -> T {
        match self.0.kind {
            Kind::Objects => operation(),
            Kind::Bytes(trip) => trip.around(operation).await,
        }
    }

    fn is_remote(&self) -> bool {
        matches!(self.0.kind, Kind::Bytes(_))
    }

    fn look(&self, entry: Entry<'_>) -> Lookup {
        let found = self.locked(|state, now, leaving| state.look(entry, now, leaving));
        found.and_then(|form| form.open(entry)).map_or(Lookup::Miss, Lookup::from)
    }

    fn lend(&self, entry: Entry<'_>, terms: LeaseTerms) -> Leased {
        match self.locked(|state, now, leaving| state.lease(entry, terms, now, leaving)) {
            Lent::Granted(stamps) => Leased::Granted(Lease::new(entry.owned(), Ticket::own(stamps))),
            Lent::Fenced => Leased::Fenced,
            Lent::Busy => Leased::Busy,
            // What does not decode is in nobody's way.
            Lent::Found(form) => match form.open(entry) {
                Some(kept) => Leased::Hit(kept),
                None => self.lend(entry, LeaseTerms::new(Want::Fresh, terms.ttl)),
            },
        }
    }

    fn fill_in(&self, lease: &Lease, payload: Payload) -> Filled {
        let Some(stamps) = lease.ticket.downcast_ref::<Stamps>() else { return Filled::LeaseExpired };
        let entry = lease.entry.as_entry();
        let sealed = Sealed::new(entry, payload, self.is_remote());
        self.locked(|state, now, leaving| match sealed {
            Ok(sealed) => state.fill(entry, stamps, sealed, now, leaving),
            Err(refused) => {
                state.release(entry, stamps);
                refused.filled()
            }
        })
    }

    fn lower(&self, fence: &Fence, finish: Finish) -> Finished {
        let Ticket::Word(id) = fence.ticket else { return Finished::default() };
        let Finish { late, puts, .. } = finish;
        let seal = |Put { entry, payload, .. }| {
            let sealed = Sealed::new(OwnedEntry::as_entry(&entry), payload, self.is_remote());
            (entry, sealed)
        };
        let puts: Vec<(OwnedEntry, Result<Sealed, Refused>)> = puts.into_iter().map(seal).collect();
        Finished::new(self.locked(|state, now, leaving| state.finish(id, [&fence.cells, &late], puts, now, leaving)))
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl CacheStore for ReferenceStore {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        if self.is_remote() {
            let entry = entry.owned();
            Reply::later(async move { self.on_the_way(|| Ok(self.look(entry.as_entry()))).await })
        } else {
            Reply::Ready(Ok(self.look(entry)))
        }
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        if self.is_remote() {
            let entries: Vec<_> = entries.iter().map(|entry| Entry::owned(*entry)).collect();
            let look = move || Ok(entries.iter().map(|entry| self.look(entry.as_entry())).collect());
            Reply::later(async move { self.on_the_way(look).await })
        } else {
            Reply::Ready(Ok(entries.iter().map(|entry| self.look(*entry)).collect()))
        }
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        Ok(self.on_the_way(|| self.lend(entry, terms)).await)
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        Ok(self.on_the_way(|| self.fill_in(&lease, payload)).await)
    }

    fn release(&self, lease: Lease) {
        if let Some(stamps) = lease.ticket.downcast_ref::<Stamps>() {
            self.locked(|state, _, _| state.release(lease.entry.as_entry(), stamps));
        }
    }

    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let ttl = self.is_remote().then_some(terms.ttl);
        let raise = || {
            let id = self.locked(|state, now, leaving| state.begin(&cells, ttl, now, leaving));
            Fence::new(cells, Ticket::Word(id), ttl.map(|ttl| Millis::new(ttl.get() / 3)))
        };
        Ok(self.on_the_way(raise).await)
    }

    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        let (Ticket::Word(id), Some(third)) = (&fence.ticket, fence.renew_every) else { return Ok(()) };
        let ttl = Millis::new(third.get() * 3);
        self.on_the_way(|| self.locked(|state, now, leaving| state.renew(*id, &fence.cells, ttl, now, leaving))).await;
        Ok(())
    }

    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        Ok(self.on_the_way(|| self.lower(fence, finish)).await)
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        if let Ticket::Word(id) = fence.ticket {
            self.locked(|state, now, leaving| state.lapse(id, &fence.cells, hold, now, leaving));
        }
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.on_the_way(|| self.locked(|state, now, leaving| state.invalidate(&cells, now, leaving))).await;
        Ok(())
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        let mut cells = Cells::of(scope.clone());
        cells.whole_scope = true;
        self.invalidate(cells).await
    }

    async fn run_pending(&self) {
        self.on_the_way(|| self.locked(State::sweep)).await;
    }

    fn stats(&self) -> StoreStats {
        let mut stats = self.locked(State::stats);
        stats.one_process = !self.is_remote();
        stats
    }

    fn keeps_objects(&self) -> bool {
        !self.is_remote()
    }

    /// Nothing: it has neither tasks nor connections that would outlive its handles.
    async fn shutdown(&self, _limit: Millis) {}
}

impl fmt::Debug for ReferenceStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReferenceStore").field("kind", &self.0.kind).finish_non_exhaustive()
    }
}
