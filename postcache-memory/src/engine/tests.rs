//! What is counted, after any sequence of operations.

#[cfg(postcache_shuttle)]
mod schedules;

use std::sync::Arc;
use std::time::Duration;

use postcache_core::store::{Cells, Finish, LeaseTerms, Leased, OwnedEntry, Payload, Put, Tag, Want};
use postcache_core::{Cache, Clock, ManualClock, Millis, OnBehalfOf, Region, SharedScope};
use proptest::prelude::*;

use super::Engine;
use crate::audience::Audience;
use crate::cleanup::Cleanup;
use crate::limits::Limits;
use crate::load::Load;
use crate::padded::Padded;
use crate::shard::Shard;
use crate::store::MemoryStore;

const SPAN: Millis = Millis::new(10_000);

/// An operation, a scope, a key, and a choice among what is out.
type Step = (u8, u8, u8, u8);

struct Bench {
    clock: ManualClock,
    engine: Arc<Engine>,
    regions: [Region<u64, String>; 2],
}

impl Bench {
    fn new() -> Self {
        let limits =
            Limits { max_entries: 40, max_bytes: 1 << 20, max_entries_per_scope: 6, max_bytes_per_scope: 8 << 10 };
        let clock = ManualClock::new();
        let engine = Engine::new(4, limits, Clock::from(clock.clone()), Audience::new(None), Cleanup::new(None));
        let engine = Arc::new(engine);
        let cache = Cache::new(MemoryStore::of(Arc::clone(&engine)));
        let region = |name: &str, tags: &[&'static str]| {
            cache.region::<u64, String>(name).tags(tags.iter().copied()).unchecked("text owns nothing").unwrap()
        };
        let regions = [region("plain", &[]), region("list", &["x", "y"])];
        Self { clock, engine, regions }
    }

    fn entry(&self, scope: u8, key: u8) -> OwnedEntry {
        let region = &self.regions[usize::from(key % 2)];
        let key = u64::from(key % 20);
        match scope % 6 {
            5 => region.entry(&SharedScope, &key).unwrap(),
            user => region.entry(&OnBehalfOf::new(i64::from(user), "a test"), &key).unwrap(),
        }
    }

    /// Every shard, and their sum.
    fn recount(&self) {
        let (mut sum, mut stripes) = (Load::default(), 0_u64);
        for Padded(shard) in &self.engine.shards {
            let load = shard.write(Shard::recount);
            for (all, one) in [(&mut sum.small, load.small), (&mut sum.main, load.main)] {
                all.entries += one.entries;
                all.bytes += one.bytes;
            }
            sum.state += load.state;
            stripes += u64::from(shard.read(|shard| shard.tally(self.engine.clock.now()).has_stripe));
        }
        assert_eq!(self.engine.pool.load(), sum);
        let stats = self.engine.stats();
        assert_eq!((stats.entries, stats.bytes), (sum.entries(), sum.bytes()));
        assert_eq!(stats.cells + stats.scopes + stripes.saturating_sub(1), sum.state);
    }

    fn run(&self, steps: &[Step], after_each: impl Fn(&Self)) {
        let (mut leases, mut fences) = (Vec::new(), Vec::new());
        for (operation, scope, key, nth) in steps {
            let (entry, nth) = (self.entry(*scope, *key), usize::from(*nth));
            let payload = Payload::new(Some(Arc::new("x".repeat(nth))), SPAN);
            match operation % 10 {
                0..=2 => {
                    if let Leased::Granted(lease) =
                        self.engine.lease(entry.as_entry(), LeaseTerms::new(Want::Fresh, SPAN))
                    {
                        leases.push(lease);
                    }
                }
                3 | 4 if !leases.is_empty() => drop(self.engine.fill(&leases.swap_remove(nth % leases.len()), payload)),
                5 if !leases.is_empty() => self.engine.release(&leases.swap_remove(nth % leases.len())),
                6 => fences.push(self.engine.begin(cells(&entry, nth))),
                7 if !fences.is_empty() => {
                    let fence = fences.swap_remove(nth % fences.len());
                    let late = Cells::of(fence.cells.scope.clone());
                    let own = fence.cells.scope == entry.key.to_scope_key();
                    let puts = own.then(|| Put::new(entry, payload)).into_iter().collect();
                    self.engine.finish(&fence, Finish::new(late, puts));
                }
                8 if !fences.is_empty() => self.engine.lapse(&fences.swap_remove(nth % fences.len()), SPAN),
                9 => match nth % 4 {
                    0 => self.engine.sweep_all(),
                    1 => self.clock.advance(Duration::from_secs(4)),
                    _ => self.engine.invalidate(&cells(&entry, nth)),
                },
                _ => drop(self.engine.get(entry.as_entry())),
            }
            after_each(self);
        }
    }
}

fn cells(entry: &OwnedEntry, which: usize) -> Cells {
    let mut cells = Cells::of(entry.key.to_scope_key());
    match which % 7 {
        0 => cells.whole_scope = true,
        1 | 2 => cells.tags.push(Tag::from("x")),
        3 => cells.entries.extend([entry.clone(), entry.clone()]),
        _ => cells.entries.push(entry.clone()),
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_count_is_what_is_there(steps in prop::collection::vec(any::<Step>(), 1..150)) {
        Bench::new().run(&steps, Bench::recount);
    }
}

#[test]
fn entries_of_all_users_are_spread_over_the_shards_and_those_of_one_user_are_together() {
    let bench = Bench::new();
    let shards_of = |scope: u8| {
        let places = (0..20).map(|key| bench.engine.hashes.place(&bench.entry(scope, key).key).shard);
        places.collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!([shards_of(0), shards_of(1), shards_of(5)], [1, 1, 4]);
}

#[test]
fn an_insert_passes_by_a_bounded_number_of_used_entries_before_one_of_them_is_evicted() {
    let limits =
        Limits { max_entries: 5_000, max_bytes: 1 << 30, max_entries_per_scope: 5_000, max_bytes_per_scope: 1 << 30 };
    let clock = Clock::from(ManualClock::new());
    let engine = Arc::new(Engine::new(4, limits, clock, Audience::new(None), Cleanup::new(None)));
    let cache = Cache::new(MemoryStore::of(Arc::clone(&engine)));
    let region = cache.region::<u64, String>("plain").unchecked("text owns nothing").unwrap();
    let store = |key: u64| {
        let entry = region.entry(&OnBehalfOf::new(1, "a test"), &key).unwrap();
        let Leased::Granted(lease) = engine.lease(entry.as_entry(), LeaseTerms::new(Want::Fresh, SPAN)) else {
            panic!()
        };
        engine.fill(&lease, Payload::new(Some(Arc::new("x".to_owned())), SPAN));
        entry
    };
    let moves = || (0..4).map(|at| engine.shard(at).read(Shard::queue_moves)).sum::<u64>();
    for key in 0..4_999 {
        let entry = store(key);
        (0..3).for_each(|_| drop(engine.get(entry.as_entry())));
    }
    let (before, entries) = (moves(), engine.stats().entries);
    store(5_000);
    assert!(engine.stats().entries <= entries, "there was no room");
    // Each hold takes out and puts back at most so many; then any shard may be asked.
    let most = 2 * 17 * (super::PATIENCE as u64 + 2 * 4);
    assert!((2..=most).contains(&(moves() - before)), "{}", moves() - before);
}
