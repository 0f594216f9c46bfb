//! Several threads at once: versions never go back.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{PoisonError, RwLock};
use std::thread;

use postcache_core::CacheStore;
use postcache_core::store::{Cells, Filled, Leased, OwnedEntry, PutOutcome, Want};

use crate::world::{HOLD, World, entry, one, put, scope_of, tag, whole};

const ROUNDS: u64 = if cfg!(debug_assertions) { 20_000 } else { 300_000 };
const DATA: usize = 12;

/// A database of a few numbers, each of which only grows, behind a small store.
struct Floor {
    world: World,
    entries: Vec<OwnedEntry>,
    committed: Vec<AtomicU64>,
    /// Read while a commit of unknown outcome is on its way, written while time passes.
    on_the_way: RwLock<()>,
    seen: Seen,
}

/// Without these a run proves nothing.
#[derive(Debug, Default)]
struct Seen {
    hits: AtomicU64,
    stored: AtomicU64,
    refused: AtomicU64,
    fenced: AtomicU64,
    puts: AtomicU64,
    refused_puts: AtomicU64,
    lapsed: AtomicU64,
}

impl Floor {
    fn new() -> Self {
        let world = World::with(|builder| builder.max_entries(64).max_entries_per_scope(8).shards(4));
        let entries = (0..DATA as u64).map(|datum| {
            let region = [&world.posts, &world.lists][usize::try_from(datum % 2).unwrap()];
            entry(region, i64::try_from(datum % 6).unwrap(), datum)
        });
        let entries = entries.collect();
        let committed = (0..DATA).map(|_| AtomicU64::new(0)).collect();
        Self { world, entries, committed, on_the_way: RwLock::default(), seen: Seen::default() }
    }

    fn read(&self, datum: usize, fresh: bool) {
        let (entry, floor) = (&self.entries[datum], self.committed[datum].load(SeqCst));
        if let Some(text) = self.world.get(entry).filter(|_| !fresh) {
            let version: u64 = text.parse().unwrap();
            assert!(version >= floor, "read {version} after {floor} was committed");
            self.seen.hits.fetch_add(1, SeqCst);
            return;
        }
        let lease = match self.world.ask(entry, if fresh { Want::Fresh } else { Want::Any }) {
            Leased::Granted(lease) => lease,
            Leased::Hit(_) => return,
            _ => {
                self.seen.fenced.fetch_add(1, SeqCst);
                return;
            }
        };
        let loaded = self.committed[datum].load(SeqCst);
        thread::yield_now();
        let counter = match self.world.fill(lease, loaded.to_string()) {
            Filled::Stored => &self.seen.stored,
            _ => &self.seen.refused,
        };
        counter.fetch_add(1, SeqCst);
    }

    fn write(&self, datum: usize, round: u64) {
        let entry = &self.entries[datum];
        let fence = self.world.begin(covering(entry, round));
        thread::yield_now();
        if round.is_multiple_of(31) {
            // The outcome is unknown: the commit takes effect later, but while the hold stands.
            let on_the_way = self.on_the_way.read().unwrap_or_else(PoisonError::into_inner);
            self.world.lapse(&fence);
            thread::yield_now();
            self.committed[datum].fetch_add(1, SeqCst);
            drop(on_the_way);
            self.seen.lapsed.fetch_add(1, SeqCst);
            return;
        }
        let version = self.committed[datum].fetch_add(1, SeqCst) + 1;
        thread::yield_now();
        for outcome in self.world.finish(&fence, vec![put(entry, version.to_string())]).puts {
            let counter = if outcome == PutOutcome::Stored { &self.seen.puts } else { &self.seen.refused_puts };
            counter.fetch_add(1, SeqCst);
        }
    }

    /// Cleanup, pressure from other keys, invalidations, and time.
    fn disturb(&self, round: u64) {
        let other = entry(&self.world.plain, i64::try_from(round % 5).unwrap(), 1_000 + round % 97);
        match round % 32 {
            0 => self.world.clean(),
            1 => self.world.clear(&scope_of(&self.entries[usize::try_from(round).unwrap() % DATA])),
            2 | 10 | 18 | 26 => {
                let _nothing_on_its_way = self.on_the_way.write().unwrap_or_else(PoisonError::into_inner);
                self.world.pass(HOLD.get());
            }
            _ => {
                if let Leased::Granted(lease) = self.world.ask(&other, Want::Any) {
                    self.world.fill(lease, "other");
                }
            }
        }
    }
}

fn covering(entry: &OwnedEntry, round: u64) -> Cells {
    match round % 4 {
        0 => tag(entry, "x"),
        1 => whole(entry),
        _ => one(entry),
    }
}

#[test]
fn no_read_gets_less_than_what_was_committed_before_it_began() {
    let floor = Floor::new();
    let working = AtomicU64::new(4);
    thread::scope(|threads| {
        for number in 0..2_u64 {
            let (floor, working) = (&floor, &working);
            let datum = move |round| usize::try_from(round + number).unwrap() % DATA;
            threads.spawn(move || {
                for round in 0..ROUNDS {
                    floor.read(datum(round), round.is_multiple_of(13));
                }
                working.fetch_sub(1, SeqCst);
            });
            threads.spawn(move || {
                for round in 0..ROUNDS / 8 {
                    floor.write(datum(5 * round), round);
                    thread::yield_now();
                }
                working.fetch_sub(1, SeqCst);
            });
        }
        let mut rounds = 0..;
        while working.load(SeqCst) > 0 {
            floor.disturb(rounds.next().unwrap());
            thread::yield_now();
        }
    });
    let seen = &floor.seen;

    for count in [&seen.hits, &seen.stored, &seen.refused, &seen.fenced, &seen.puts, &seen.refused_puts, &seen.lapsed] {
        assert!(count.load(SeqCst) > 10, "too little happened to prove anything: {seen:?}");
    }
    let world = &floor.world;
    world.pass(HOLD.get());
    world.clean();
    let (stats, regions) = (world.stats(), world.cache.stats().regions);
    assert_eq!((stats.dead, stats.fences, stats.holds), (0, 0, 0));
    assert!(stats.entries + stats.cells + stats.scopes <= 64);
    assert_eq!(regions.iter().map(|region| region.entries).sum::<u64>(), stats.entries);
    assert_eq!(regions.iter().map(|region| region.bytes).sum::<u64>(), stats.bytes);
}

#[test]
fn many_threads_leave_nothing_behind_when_all_leases_and_fences_have_ended() {
    let world = World::with(|builder| builder.shards(2));
    thread::scope(|threads| {
        for number in 0..4_u64 {
            let world = &world;
            threads.spawn(move || {
                for round in 0..ROUNDS / 10 {
                    let entry = entry(&world.lists, i64::try_from(round % 3).unwrap(), (round + number) % 5);
                    match round % 3 {
                        0 => drop(world.finish(&world.begin(one(&entry)), vec![])),
                        1 => drop(world.finish(&world.begin(tag(&entry, "y")), vec![put(&entry, "written")])),
                        _ => {
                            if let Leased::Granted(lease) = world.ask(&entry, Want::Any) {
                                world.store.release(lease);
                            }
                        }
                    }
                }
            });
        }
    });
    for scope in 0..3 {
        world.clear(&scope_of(&entry(&world.lists, scope, 0)));
    }
    world.clean();
    let stats = world.stats();
    assert_eq!((stats.entries, stats.bytes, stats.scopes, stats.cells, stats.fences), (0, 0, 0, 0, 0));
}
