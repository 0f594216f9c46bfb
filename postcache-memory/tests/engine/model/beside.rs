//! This store and the plainest one, side by side.

use postcache_conformance::ReferenceStore;
use postcache_core::store::{
    Fence, FenceTerms, Filled, Finish, Kept, Lease, LeaseTerms, Leased, Lookup, OwnedEntry, Want,
};
use postcache_core::{CacheStore, Instant, Millis};
use postcache_memory::MemoryStore;

use super::history::nth_of;
use super::step::{CellsAt, EntryAt, Step};
use crate::world::{HOLD, LEASE_TTL, World, now, payload, put};

/// Both have the same leases and fences out, in the same order.
pub(crate) struct Beside {
    stores: (MemoryStore, ReferenceStore),
    leases: Vec<(OwnedEntry, (Lease, Lease), Instant)>,
    fences: Vec<(u8, (Fence, Fence))>,
    steps: u64,
}

impl Beside {
    pub(crate) fn new(world: &World) -> Self {
        let stores = (world.store.clone(), ReferenceStore::new(world.clock.clone()));
        Self { stores, leases: Vec::new(), fences: Vec::new(), steps: 0 }
    }

    /// Does the step in both, and compares the answers.
    pub(crate) fn take(&mut self, world: &World, step: &Step) {
        self.steps += 1;
        let (ours, other) = (&self.stores.0, &self.stores.1);
        match step {
            Step::Get { entry } => {
                let entry = entry.of(world);
                assert_eq!(found(ours, &entry), found(other, &entry));
            }
            Step::Lease { entry, fresh } => self.lease(world, *entry, if *fresh { Want::Fresh } else { Want::Any }),
            Step::Fill { nth } => self.fill(world, *nth),
            Step::Release { nth } => {
                if let Some((_, (lease, theirs), _)) = nth_of(&mut self.leases, *nth) {
                    ours.release(lease);
                    other.release(theirs);
                }
            }
            Step::Begin { cells } => {
                let (terms, named) = (FenceTerms::new(Millis::new(15_000)), cells.of(world));
                let fences = (now(ours.begin(named.clone(), terms)).unwrap(), now(other.begin(named, terms)).unwrap());
                self.fences.push((cells.scope, fences));
            }
            Step::Finish { nth, late, puts } => self.finish(world, *nth, *late, puts),
            Step::Lapse { nth } => {
                if let Some((_, (fence, theirs))) = nth_of(&mut self.fences, *nth) {
                    ours.lapse(&fence, HOLD);
                    other.lapse(&theirs, HOLD);
                }
            }
            Step::Invalidate { cells } => both(|store| now(store.invalidate(cells.of(world))).unwrap(), ours, other),
            Step::Clear { scope } => {
                let cells = CellsAt { scope: *scope, entries: vec![], tags: vec![], whole: true };
                both(|store| now(store.clear_scope(&cells.of(world).scope)).unwrap(), ours, other);
            }
            Step::Pass { millis } => world.pass((*millis).into()),
            Step::Clean => both(|store| now(store.run_pending()), ours, other),
        }
        let (stats, theirs) = (self.stores.0.stats(), self.stores.1.stats());
        let counts =
            |stats: &postcache_core::store::StoreStats| (stats.entries - stats.dead, stats.fences, stats.holds);
        assert_eq!(counts(&stats), counts(&theirs));
        assert_eq!(stats.oldest_fence, theirs.oldest_fence);
    }

    fn lease(&mut self, world: &World, at: EntryAt, want: Want) {
        let (entry, terms) = (at.of(world), LeaseTerms::new(want, LEASE_TTL));
        let ours = now(self.stores.0.lease(entry.as_entry(), terms)).unwrap();
        let theirs = now(self.stores.1.lease(entry.as_entry(), terms)).unwrap();
        match (ours, theirs) {
            (Leased::Granted(ours), Leased::Granted(theirs)) => {
                self.leases.push((entry, (ours, theirs), world.clock.now().after(LEASE_TTL)));
            }
            (Leased::Fenced, Leased::Fenced) => {}
            (Leased::Hit(ours), Leased::Hit(theirs)) => assert_eq!(text(&ours), text(&theirs)),
            (ours, theirs) => panic!("{ours:?}, where the plain store says {theirs:?}"),
        }
    }

    fn fill(&mut self, world: &World, nth: u8) {
        let Some((_, (ours, theirs), until)) = nth_of(&mut self.leases, nth) else { return };
        if world.clock.now() >= until {
            // Either may have forgotten it.
            self.stores.0.release(ours);
            self.stores.1.release(theirs);
            return;
        }
        let value = format!("filled in step {}", self.steps);
        let ours = now(self.stores.0.fill(ours, payload(&value))).unwrap();
        let theirs = now(self.stores.1.fill(theirs, payload(&value))).unwrap();
        assert_eq!(ours == Filled::Stored, theirs == Filled::Stored, "{ours:?}, {theirs:?}");
    }

    fn finish(&mut self, world: &World, nth: u8, late: Option<(u8, u8)>, puts: &[(u8, u8)]) {
        let Some((scope, (ours, theirs))) = nth_of(&mut self.fences, nth) else { return };
        let entries = late.into_iter().chain(puts.iter().copied()).collect();
        let late = CellsAt { scope, entries, tags: vec![], whole: false };
        let value = format!("put in step {}", self.steps);
        let finish = || {
            let at = |(region, key): &(u8, u8)| EntryAt { scope, region: *region, key: *key }.of(world);
            Finish::new(late.of(world), puts.iter().map(|named| put(&at(named), &value)).collect())
        };
        let ours = now(self.stores.0.finish(&ours, finish())).unwrap();
        let theirs = now(self.stores.1.finish(&theirs, finish())).unwrap();
        assert_eq!(ours.puts, theirs.puts);
    }
}

fn both(act: impl Fn(&dyn CacheStore), ours: &MemoryStore, other: &ReferenceStore) {
    act(ours);
    act(other);
}

fn found(store: &dyn CacheStore, entry: &OwnedEntry) -> Option<String> {
    match now(store.get(entry.as_entry()).wait()).unwrap() {
        Lookup::Hit(object) => Some(text(&Some(object))),
        _ => None,
    }
}

fn text(kept: &Kept) -> String {
    kept.as_ref().unwrap().downcast_ref::<String>().unwrap().clone()
}
