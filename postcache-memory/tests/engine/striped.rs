//! The scope of all users alike has a stripe in each shard, and behaves as one scope.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;

use postcache_core::SharedScope;
use postcache_core::store::{Cells, Filled, Leased, OwnedEntry, PutOutcome, Want};

use crate::world::{HOLD, World, one, put, scope_of, tag, whole};

const KEYS: u64 = 200;

fn shared(world: &World) -> Vec<OwnedEntry> {
    (0..KEYS).map(|key| world.posts.entry(&SharedScope, &key).unwrap()).collect()
}

fn fill_all(world: &World, entries: &[OwnedEntry]) {
    for entry in entries {
        world.store(entry, "a value");
    }
}

fn present(world: &World, entries: &[OwnedEntry]) -> usize {
    entries.iter().filter(|entry| world.get(entry).is_some()).count()
}

#[test]
fn a_clear_is_complete_when_it_returns_and_the_scope_is_usable_at_once() {
    let world = World::new();
    let entries = shared(&world);
    fill_all(&world, &entries);
    assert_eq!((present(&world, &entries), world.stats().scopes), (200, 1));
    let leases: Vec<_> = entries.iter().map(|entry| world.ask(entry, Want::Fresh)).collect();
    world.clear(&scope_of(&entries[0]));
    assert_eq!(present(&world, &entries), 0);
    for lease in leases {
        let Leased::Granted(lease) = lease else { panic!("nothing is fenced") };
        assert_eq!(world.fill(lease, "older than the clear"), Filled::Superseded);
    }
    fill_all(&world, &entries);
    assert_eq!(present(&world, &entries), 200);
}

#[test]
fn a_tag_is_fenced_in_every_stripe_until_its_mutation_is_over() {
    let world = World::new();
    let entries = shared(&world);
    fill_all(&world, &entries);
    let fence = world.begin(tag(&entries[0], "x"));
    assert_eq!((present(&world, &entries), world.stats().fences), (0, 1));
    assert!(entries.iter().all(|entry| matches!(world.ask(entry, Want::Any), Leased::Fenced)));
    world.finish(&fence, Vec::new());
    fill_all(&world, &entries);
    assert_eq!((present(&world, &entries), world.stats().fences), (200, 0));
}

#[test]
fn an_entry_is_fenced_and_the_others_are_not() {
    let world = World::new();
    let entries = shared(&world);
    fill_all(&world, &entries);
    let fence = world.begin(one(&entries[7]));
    assert_eq!(present(&world, &entries), 199);
    assert!(matches!(world.ask(&entries[7], Want::Any), Leased::Fenced));
    world.finish(&fence, Vec::new());
    world.store(&entries[7], "a newer value");
    assert_eq!(present(&world, &entries), 200);
}

#[test]
fn a_whole_scope_is_fenced_in_every_stripe() {
    let world = World::new();
    let entries = shared(&world);
    let fence = world.begin(whole(&entries[0]));
    assert!(entries.iter().all(|entry| matches!(world.ask(entry, Want::Any), Leased::Fenced)));
    world.finish(&fence, Vec::new());
    fill_all(&world, &entries);
}

#[test]
fn a_lapsed_mutation_holds_every_stripe_for_its_time_and_is_one_hold() {
    let world = World::new();
    let entries = shared(&world);
    let fence = world.begin(tag(&entries[0], "x"));
    world.lapse(&fence);
    assert_eq!((world.stats().holds, world.stats().fences), (1, 0));
    assert!(entries.iter().all(|entry| matches!(world.ask(entry, Want::Any), Leased::Fenced)));
    world.pass(HOLD.get());
    fill_all(&world, &entries);
    assert_eq!(world.stats().holds, 0);
}

#[test]
fn a_mutation_puts_nothing_and_what_it_wrote_is_gone() {
    let world = World::new();
    let entries = shared(&world);
    fill_all(&world, &entries);
    let fence = world.begin(Cells::of(scope_of(&entries[0])));
    let puts = entries.iter().map(|entry| put(entry, "written")).collect();
    let outcomes = world.finish(&fence, puts).puts;
    assert!(outcomes.len() == 200 && outcomes.iter().all(|outcome| *outcome == PutOutcome::Overlapped));
    assert_eq!(present(&world, &entries), 0);
}

#[test]
fn a_finish_without_a_fence_of_its_own_invalidates_all_the_same() {
    let world = World::new();
    let entries = shared(&world);
    let fence = world.begin(tag(&entries[0], "x"));
    world.finish(&fence, Vec::new());
    fill_all(&world, &entries);
    world.finish(&fence, Vec::new());
    assert_eq!(present(&world, &entries), 0);
}

#[test]
fn what_nobody_needs_is_given_back_in_every_stripe() {
    let world = World::new();
    let entries = shared(&world);
    fill_all(&world, &entries);
    world.clear(&scope_of(&entries[0]));
    world.clean();
    let stats = world.stats();
    assert_eq!((stats.entries, stats.bytes, stats.cells, stats.scopes), (0, 0, 0, 0));
}

#[test]
fn no_thread_reads_what_is_older_than_a_mutation_that_was_over() {
    let world = World::new();
    let entries = shared(&world);
    let (version, floor, over) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|threads| {
        for reader in 0..2 {
            let (world, entries, version, floor, over) = (&world, &entries, &version, &floor, &over);
            threads.spawn(move || {
                for at in (reader..).step_by(7) {
                    if over.load(SeqCst) {
                        break;
                    }
                    let entry = &entries[at % entries.len()];
                    let least = floor.load(SeqCst);
                    if let Some(read) = world.get(entry) {
                        assert!(read.parse::<u64>().unwrap() >= least, "{read} after {least} was written");
                    } else if let Leased::Granted(lease) = world.ask(entry, Want::Any) {
                        let _: Filled = world.fill(lease, version.load(SeqCst).to_string());
                    }
                }
            });
        }
        for step in 1..400 {
            let fence = world.begin(tag(&entries[0], "x"));
            version.store(step, SeqCst);
            world.finish(&fence, Vec::new());
            floor.store(step, SeqCst);
        }
        over.store(true, SeqCst);
    });
}
