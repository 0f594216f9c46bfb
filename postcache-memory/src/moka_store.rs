//! The same contract with moka as the engine.

mod builder;
mod cell;
mod fence;
mod ledger;
mod resident;
mod scope;
mod traffic;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use moka::sync::Cache;
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Kept, Lease, LeaseTerms, Leased, Lookup, Payload, Put,
    PutOutcome, Reply, StoreStats, Ticket, Want,
};
use postcache_core::{CacheStore, Clock, Error, EvictionReason, Instant, Millis, ScopeKey, Unstorable};

pub use builder::MokaStoreBuilder;
use ledger::Ledger;
use resident::Resident;
use scope::{Lent, Seen};
use traffic::Traffic;

/// A cache's entries in [moka](moka::sync::Cache), for applications that want its `TinyLFU` admission. Clones share them.
///
/// The promises are those of [`MemoryStore`](crate::MemoryStore), in this process alone, and it costs more: a hit is a lookup
/// in moka, a comparison for each tag, and a lock of the entry. What it does not have are quotas: a scope that floods evicts
/// others', as `TinyLFU` decides. What a clear or a tag killed stays until moka evicts it, its ttl ends, or `run_pending`.
///
/// ```
/// # use postcache_core::{Cache, OnBehalfOf};
/// # use postcache_memory::MokaStore;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), postcache_core::Error> {
/// let cache = Cache::new(MokaStore::builder().max_bytes(16 << 20).build()?);
/// let names = cache.region::<i64, String>("name").unchecked("a name says nothing about its owner")?;
/// let user = OnBehalfOf::new(7, "an example");
/// let name: String = names.get_or_load(&user, &1, || async { "Ada".to_owned() }).await;
/// assert_eq!(names.peek(&user, &1).as_deref(), Some(&name));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct MokaStore(Arc<Shared>);

struct Shared {
    entries: Entries,
    ledger: Ledger,
    traffic: Arc<Traffic>,
    clock: Clock,
    max_bytes: u64,
}

type Name = Box<[u8]>;
type Entries = Cache<Name, Arc<Resident>>;

impl MokaStore {
    /// A store with settings.
    pub fn builder() -> MokaStoreBuilder {
        MokaStoreBuilder::new()
    }

    fn look(&self, entry: Entry<'_>) -> Option<Kept> {
        let resident = self.0.entries.get(entry.key.as_bytes())?;
        // That of another cache's region, which does not depend on all that this one's values depend on.
        if resident.region.tag_set() == entry.region.tag_set() { resident.look(self.0.clock.now()) } else { None }
    }

    /// Runs what changes something; what it took out is told and dropped when no lock is held.
    fn change<T>(&self, change: impl FnOnce(&Shared, Instant) -> T) -> T {
        let answer = change(&self.0, self.0.clock.now());
        self.0.traffic.tell();
        answer
    }

    /// Runs the user's code.
    fn weigh(&self, entry: Entry<'_>, payload: &Payload) -> Result<u64, Unstorable> {
        const OVERHEAD: u64 = 320;
        const LARGEST: u64 = 64;
        let weight = entry.region.weigh(&payload.value)? + entry.key.as_bytes().len() as u64 + OVERHEAD;
        if weight > self.0.max_bytes / LARGEST { Err(Unstorable::TooLarge) } else { Ok(weight) }
    }
}

impl Shared {
    fn insert(&self, entry: Entry<'_>, resident: Resident) {
        self.traffic.came_in(&resident);
        self.entries.insert(entry.key.as_bytes().into(), Arc::new(resident));
    }

    /// Ends what is there under these keys.
    fn remove(&self, cells: &Cells) {
        for entry in &cells.entries {
            if let Some(resident) = self.entries.get(entry.key.as_bytes()) {
                resident.ends(EvictionReason::Invalidated);
                self.entries.invalidate(entry.key.as_bytes());
            }
        }
    }

    /// Takes out what nobody can read any more.
    fn sweep(&self, now: Instant) {
        for (key, resident) in &self.entries {
            if let Some(reason) = resident.why_dead(now) {
                resident.ends(reason);
                self.entries.invalidate(&**key);
            }
        }
        self.entries.run_pending_tasks();
        self.ledger.sweep(now);
    }
}

/// None of the futures awaits: polled once, an operation has happened completely.
#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl CacheStore for MokaStore {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        Reply::Ready(Ok(self.look(entry).map_or(Lookup::Miss, Lookup::from)))
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let look = |entry: &Entry<'_>| self.look(*entry).map_or(Lookup::Miss, Lookup::from);
        Reply::Ready(Ok(entries.iter().map(look).collect()))
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        Ok(self.change(|shared, now| {
            let lent = shared.ledger.with(entry.key.scope(), now, |scope| {
                if scope.is_fenced(entry, now) {
                    return Lent::Fenced;
                }
                // Not looked at otherwise: letting go of a value here may run the user's code.
                let found = if terms.want == Want::Any { self.look(entry) } else { None };
                found.map_or_else(|| Lent::Granted(scope.lend(entry, now.after(terms.ttl))), Lent::Found)
            });
            match lent {
                Lent::Fenced => Leased::Fenced,
                Lent::Found(kept) => Leased::Hit(kept),
                Lent::Granted(seen) => Leased::Granted(Lease::new(entry.owned(), Ticket::own(seen))),
            }
        }))
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        let Some(seen) = lease.ticket.downcast_ref::<Seen>() else { return Ok(Filled::LeaseExpired) };
        let entry = lease.entry.as_entry();
        let weight = match self.weigh(entry, &payload) {
            Ok(weight) => weight,
            Err(unstorable) => {
                self.release(lease);
                return Ok(if unstorable == Unstorable::TooLarge { Filled::TooLarge } else { Filled::Unserializable });
            }
        };
        Ok(self.change(|shared, now| {
            let mut payload = Some(payload);
            let filled = shared.ledger.with_known(entry.key.scope(), |scope| {
                let admitted = scope.admits(entry, seen, now);
                match payload.take_if(|_| admitted == Filled::Stored) {
                    Some(payload) => shared.insert(entry, scope.resident(entry, payload, weight, now)),
                    None => scope.release(entry, seen),
                }
                admitted
            });
            filled.unwrap_or(Filled::LeaseExpired)
        }))
    }

    fn release(&self, lease: Lease) {
        if let Some(seen) = lease.ticket.downcast_ref::<Seen>() {
            let entry = lease.entry.as_entry();
            self.0.ledger.with_known(entry.key.scope(), |scope| scope.release(entry, seen));
        }
    }

    async fn begin(&self, cells: Cells, _: FenceTerms) -> Result<Fence, Error> {
        Ok(self.change(|shared, now| {
            let id = shared.ledger.with(cells.scope.as_bytes(), now, |scope| {
                shared.remove(&cells);
                scope.begin(&cells, now)
            });
            Fence::new(cells, Ticket::Word(id), None)
        }))
    }

    async fn renew(&self, _: &Fence) -> Result<(), Error> {
        Ok(())
    }

    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        let Ticket::Word(id) = fence.ticket else { return Ok(Finished::default()) };
        let Finish { late, puts, .. } = finish;
        let weighed: Vec<_> =
            puts.into_iter().map(|put| (self.weigh(put.entry.as_entry(), &put.payload), put)).collect();
        Ok(self.change(|shared, now| {
            let outcomes = shared.ledger.with(fence.cells.scope.as_bytes(), now, |scope| {
                shared.remove(&fence.cells);
                shared.remove(&late);
                let alone = scope.finish(id, [&fence.cells, &late], now);
                let put = |(weight, Put { entry, payload, .. })| match weight {
                    Err(Unstorable::TooLarge) => PutOutcome::TooLarge,
                    Err(_) => PutOutcome::Unserializable,
                    Ok(weight) if alone && !scope.is_fenced(entry.as_entry(), now) => {
                        shared.insert(entry.as_entry(), scope.resident(entry.as_entry(), payload, weight, now));
                        PutOutcome::Stored
                    }
                    Ok(_) => {
                        shared.traffic.unstored(payload.value);
                        PutOutcome::Overlapped
                    }
                };
                weighed.into_iter().map(put).collect()
            });
            Finished::new(outcomes)
        }))
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        let Ticket::Word(id) = fence.ticket else { return };
        self.change(|shared, now| {
            shared.ledger.with_known(fence.cells.scope.as_bytes(), |scope| scope.lapse(id, now.after(hold)));
        });
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.change(|shared, _| {
            shared.ledger.with_known(cells.scope.as_bytes(), |scope| {
                shared.remove(&cells);
                scope.invalidate(&cells);
            });
        });
        Ok(())
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        let mut cells = Cells::of(scope.clone());
        cells.whole_scope = true;
        self.invalidate(cells).await
    }

    async fn run_pending(&self) {
        self.change(Shared::sweep);
    }

    fn stats(&self) -> StoreStats {
        let mut stats = StoreStats::default();
        (stats.entries, stats.bytes) = self.0.traffic.residents();
        stats.max_bytes = Some(self.0.max_bytes);
        stats.one_process = true;
        self.0.ledger.count(&mut stats, self.0.clock.now());
        stats
    }

    fn keeps_objects(&self) -> bool {
        true
    }

    /// Nothing: it has neither tasks nor connections that would outlive its handles.
    async fn shutdown(&self, _limit: Millis) {}
}

impl fmt::Debug for MokaStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MokaStore").field("max_bytes", &self.0.max_bytes).finish_non_exhaustive()
    }
}
