//! What one scope may hold, and what a flood in it takes from others.

use postcache_core::store::{Filled, Leased, OwnedEntry, Payload, Want};
use postcache_core::{CacheStore, EvictionReason, Millis, SharedScope};

use crate::world::{TTL, World, entry, now, one, payload, put, tag, whole};

type Kill = fn(&World, &OwnedEntry);

fn fits(world: &World, entries: u64, bytes: u64) -> bool {
    let stats = world.stats();
    stats.entries <= entries && stats.bytes <= bytes
}

#[test]
fn a_full_scope_evicts_its_own_and_nobody_elses() {
    let world = World::with(|builder| builder.max_entries_per_scope(100));
    let others: Vec<_> = (0..50).map(|key| entry(&world.plain, 2, key)).collect();
    for entry in &others {
        world.store(entry, "other");
    }
    for key in 0..1_000 {
        world.store(&entry(&world.posts, 1, key), "mine");
        assert!(world.stats().entries <= 150);
    }
    assert!(others.iter().all(|entry| world.get(entry).is_some()));
    assert_eq!(world.posts.stats().evicted(EvictionReason::Quota), 900);
}

#[test]
fn a_scope_that_is_full_of_bytes_evicts_until_the_newcomer_fits() {
    let world = World::with(|builder| builder.max_bytes_per_scope(100_000));
    for key in 0..500 {
        world.store(&entry(&world.plain, 1, key), "x".repeat(100));
    }
    for key in 0..20 {
        world.store(&entry(&world.plain, 1, 1_000 + key), "x".repeat(11_000));
        assert!(fits(&world, 1_000, 100_000));
    }
    assert!(world.get(&entry(&world.plain, 1, 1_019)).is_some());
}

#[test]
fn a_value_above_an_eighth_of_its_scopes_bytes_is_refused() {
    let world = World::with(|builder| builder.max_bytes_per_scope(80_000));
    let entry = entry(&world.plain, 1, 1);
    assert_eq!(world.fill(world.lease(&entry), "x".repeat(10_000)), Filled::TooLarge);
    assert_eq!((world.stats().entries, world.stats().cells, world.stats().scopes), (0, 0, 0));
    world.store(&entry, "x".repeat(9_000));
}

#[test]
fn a_value_above_a_64th_of_all_bytes_is_refused_in_the_shared_scope_too() {
    let world = World::with(|builder| builder.max_bytes(1 << 20).max_bytes_per_scope(1 << 20));
    for entry in [entry(&world.plain, 1, 1), world.plain.entry(&SharedScope, &1).unwrap()] {
        assert_eq!(world.fill(world.lease(&entry), "x".repeat(1 << 14)), Filled::TooLarge);
        world.store(&entry, "x".repeat(15 << 10));
    }
}

#[test]
fn the_newcomer_is_never_the_victim() {
    for quota in [1, 2, 5, 16, 17] {
        let world = World::with(|builder| builder.max_entries_per_scope(quota));
        for key in 0..100 {
            let newcomer = entry(&world.plain, 1, key);
            world.store(&newcomer, "value");
            assert!(world.get(&newcomer).is_some(), "quota {quota}, key {key}");
            // All that is there is in use.
            for key in 0..=key {
                world.get(&entry(&world.plain, 1, key));
            }
        }
    }
}

#[test]
fn what_is_used_stays_longer_than_what_is_not() {
    let world = World::with(|builder| builder.max_entries_per_scope(10));
    let used = entry(&world.plain, 1, 0);
    world.store(&used, "used");
    for key in 1..200 {
        world.store(&entry(&world.plain, 1, key), "once");
        assert!(world.get(&used).is_some(), "after {key}");
    }
}

#[test]
fn the_dead_go_before_the_living_though_they_are_younger() {
    let short = Millis::new(TTL.get() / 2);
    let kill: [(&str, Kill); 2] =
        [("a tag", |world, dead| world.invalidate(tag(dead, "x"))), ("a ttl", |world, _| world.pass(TTL.get() / 2))];
    for (case, kill) in kill {
        let world = World::with(|builder| builder.max_entries_per_scope(10));
        let living: Vec<_> = (0..5).map(|key| entry(&world.plain, 1, key)).collect();
        let dead: Vec<_> = (0..5).map(|key| entry(&world.posts, 1, key)).collect();
        for entry in &living {
            world.store(entry, "living");
        }
        for entry in &dead {
            let payload = Payload::new(payload("soon dead").value, short);
            now(world.store.fill(world.lease(entry), payload)).unwrap();
        }
        kill(&world, &dead[0]);
        for key in 10..15 {
            world.store(&entry(&world.plain, 1, key), "new");
            assert_eq!(world.stats().entries, 10);
        }
        assert!(living.iter().all(|entry| world.get(entry).is_some()), "{case}");
        assert_eq!(
            world.cache.stats().regions.iter().map(|region| region.evicted(EvictionReason::Quota)).sum::<u64>(),
            0
        );
    }
}

#[test]
fn after_a_clear_the_dead_make_room_for_the_living() {
    let world = World::with(|builder| builder.max_entries_per_scope(100));
    for key in 0..100 {
        world.store(&entry(&world.plain, 1, key), "old");
    }
    world.invalidate(whole(&entry(&world.plain, 1, 0)));
    assert_eq!((world.stats().entries, world.stats().dead), (100, 100));
    let new: Vec<_> = (1_000..1_100).map(|key| entry(&world.plain, 1, key)).collect();
    for entry in &new {
        world.store(entry, "new");
        assert!(world.stats().entries <= 100);
    }
    assert!(new.iter().all(|entry| world.get(entry).is_some()));
    assert_eq!(world.stats().dead, 0);
    assert_eq!(world.plain.stats().evicted(EvictionReason::ScopeCleared), 100);
}

#[test]
fn a_put_obeys_the_quota_too() {
    let world = World::with(|builder| builder.max_entries_per_scope(3));
    for key in 0..10 {
        let entry = entry(&world.posts, 1, key);
        world.finish(&world.begin(one(&entry)), vec![put(&entry, "written")]);
        assert_eq!(world.get(&entry).as_deref(), Some("written"));
        assert!(world.stats().entries <= 3);
    }
}

#[test]
fn a_larger_value_in_the_place_of_a_smaller_one_obeys_the_quota_too() {
    let world = World::with(|builder| builder.max_bytes_per_scope(20_000));
    for round in 1..=10 {
        for key in 0..8 {
            let entry = entry(&world.plain, 1, key);
            let Leased::Granted(lease) = world.ask(&entry, Want::Fresh) else { panic!("no lease") };
            assert_eq!(world.fill(lease, "x".repeat(round * 220)), Filled::Stored);
            assert!(fits(&world, 1_000, 20_000));
        }
    }
}

#[test]
fn the_shared_scope_has_no_quota_of_its_own() {
    let world = World::with(|builder| builder.max_entries_per_scope(10));
    let all: Vec<_> = (0..100).map(|key| world.plain.entry(&SharedScope, &key).unwrap()).collect();
    for entry in &all {
        world.store(entry, "of all");
    }
    assert!(all.iter().all(|entry| world.get(entry).is_some()));
}
