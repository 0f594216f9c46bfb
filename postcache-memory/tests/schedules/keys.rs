//! An entry is never another's, though slots, cells and regions' numbers are used again.

use std::sync::Arc;

use postcache_core::store::{Leased, OwnedEntry, Want};
use shuttle::thread;

use crate::explore::explore;
use crate::together::join;
use crate::world::{World, entry, one, put, scope_of};

const SCHEDULES: usize = 5_000;

#[test]
fn what_is_read_was_stored_under_this_key_however_slots_are_used_again() {
    explore(SCHEDULES, || {
        let world = World::with(|builder| builder.max_entries(16).max_entries_per_scope(1).shards(1));
        let world = Arc::new(world);
        let running = (0..3_u64).map(|number| {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                for round in 0..3 {
                    visit(&world, number, round);
                }
            })
        });
        join(running.collect::<Vec<_>>());
        let stats = world.stats();
        assert!(stats.entries <= 2, "two scopes with one place each");
    });
}

/// Two scopes with one place each: whoever comes takes the slot of who was there.
fn visit(world: &World, number: u64, round: u64) {
    let scope = i64::try_from((number + round) % 2).unwrap();
    let region = [&world.plain, &world.posts, &world.lists][usize::try_from(number).unwrap()];
    let entry = entry(region, scope, number);
    match round {
        0 => read(world, &entry),
        1 => drop(world.finish(&world.begin(one(&entry)), vec![put(&entry, name(&entry))])),
        _ => {
            read(world, &entry);
            world.clear(&scope_of(&entry));
        }
    }
    if let Some(text) = world.get(&entry) {
        assert_eq!(text, name(&entry));
    }
}

fn read(world: &World, entry: &OwnedEntry) {
    match world.ask(entry, Want::Any) {
        Leased::Granted(lease) => _ = world.fill(lease, name(entry)),
        Leased::Hit(object) => assert_eq!(*object.unwrap().downcast_ref::<String>().unwrap(), name(entry)),
        _ => {}
    }
}

fn name(entry: &OwnedEntry) -> String {
    format!("{} {:?}", entry.region.name(), entry.key.as_bytes())
}
