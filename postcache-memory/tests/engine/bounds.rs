//! What a scope, and a stranger, may have under way.

use postcache_core::CacheStore;
use postcache_core::store::{Cells, Filled, Leased, Tag, Want};

use crate::world::{HOLD, LEASE_TTL, World, entry, one, scope_of, tag, whole};

/// Debug builds run the same laws with less patience.
const MANY: u64 = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };

fn is_empty(world: &World) -> bool {
    let stats = world.stats();
    (stats.entries, stats.bytes, stats.dead, stats.scopes, stats.cells, stats.fences, stats.holds)
        == (0, 0, 0, 0, 0, 0, 0)
}

#[test]
fn many_misses_that_load_nothing_leave_nothing() {
    let world = World::new();
    for key in 0..MANY {
        let scope = i64::try_from(key % 1_000).unwrap();
        world.store.release(world.lease(&entry(&world.lists, scope, key)));
    }
    assert!(is_empty(&world));
}

#[test]
fn leases_that_never_come_back_stay_within_the_capacity_and_leave_nothing() {
    let world = World::with(|builder| builder.max_entries(2_000));
    for key in 0..MANY {
        let scope = i64::try_from(key).unwrap();
        drop(world.lease(&entry(&world.lists, scope, key)));
        let stats = world.stats();
        assert!(stats.cells + stats.scopes <= 2_000, "{stats:?}");
        if key > 5_000 {
            break;
        }
    }
    world.pass(LEASE_TTL.get());
    world.clean();
    assert!(is_empty(&world));
}

#[test]
fn leases_of_one_scope_that_never_come_back_are_at_most_four_times_its_quota() {
    let world = World::with(|builder| builder.max_entries_per_scope(200));
    let first = world.lease(&entry(&world.posts, 1, 0));
    for key in 1..MANY {
        drop(world.lease(&entry(&world.posts, 1, key)));
        if key % 100 == 0 {
            assert!(world.stats().cells <= 800);
        }
    }
    assert_eq!(world.fill(first, "late"), Filled::LeaseExpired);
    world.store(&entry(&world.posts, 1, 7), "the scope is usable");
    world.pass(LEASE_TTL.get());
    world.clean();
    assert_eq!((world.stats().cells, world.stats().scopes), (1, 1), "the tag of the entry, and its scope");
}

#[test]
fn clears_of_unknown_scopes_and_unknown_tags_make_nothing() {
    let world = World::new();
    let known = entry(&world.plain, -1, 0);
    world.store(&known, "value");
    let before = world.stats();
    for key in 0..MANY {
        world.clear(&scope_of(&entry(&world.plain, i64::try_from(key).unwrap(), 0)));
        world.invalidate(tag(&known, &format!("tag {key}")));
        world.invalidate(one(&entry(&world.plain, -1, key + 1)));
    }
    assert_eq!(world.stats(), before);
}

#[test]
fn finished_mutations_leave_nothing_and_held_ones_until_their_time_is_over() {
    let world = World::new();
    for key in 0..500 {
        let entry = entry(&world.lists, i64::try_from(key).unwrap(), key);
        world.finish(&world.begin(one(&entry)), vec![]);
        world.finish(&world.begin(whole(&entry)), vec![]);
    }
    assert!(is_empty(&world));
    for key in 0..500 {
        let entry = entry(&world.lists, i64::try_from(key).unwrap(), key);
        world.lapse(&world.begin(one(&entry)));
        world.lapse(&world.begin(tag(&entry, "x")));
        world.lapse(&world.begin(whole(&entry)));
    }
    world.pass(HOLD.get() - 1);
    world.clean();
    let stats = world.stats();
    assert_eq!((stats.holds, stats.scopes, stats.cells), (1_500, 500, 1_000));
    world.pass(1);
    assert_eq!(world.stats().holds, 0);
    world.clean();
    assert!(is_empty(&world));
}

#[test]
fn more_fenced_cells_than_a_scope_may_have_fence_all_of_it() {
    let world = World::new();
    let bystander = entry(&world.plain, 1, 1_000_000);
    let ask = || matches!(world.ask(&bystander, Want::Fresh), Leased::Fenced);
    let fences: Vec<_> = (0..Cells::MAX as u64).map(|key| world.begin(one(&entry(&world.plain, 1, key)))).collect();
    assert!(!ask(), "so many are fenced one by one");
    let one_more = world.begin(one(&entry(&world.plain, 1, 500)));
    assert!(ask());
    world.finish(&one_more, vec![]);
    assert!(!ask());
    for fence in &fences {
        world.lapse(fence);
    }
    let one_more = world.begin(one(&entry(&world.plain, 1, 500)));
    assert!(ask(), "held cells count too");
    world.lapse(&one_more);
    assert!(ask(), "and are held as a whole");
    world.pass(HOLD.get());
    assert!(!ask());
    let fence = world.begin(one(&entry(&world.plain, 1, 500)));
    assert!(!ask(), "holds that are over do not count");
    world.finish(&fence, vec![]);
}

#[test]
fn more_cells_than_one_call_may_name_are_the_whole_scope() {
    let world = World::new();
    let bystander = entry(&world.plain, 1, 0);
    let mut cells = Cells::of(scope_of(&bystander));
    cells.tags.extend((0..=Cells::MAX).map(|number| Tag::from(format!("tag {number}"))));
    world.store(&bystander, "value");
    world.invalidate(cells.clone());
    assert_eq!(world.get(&bystander), None);
    let fence = world.begin(cells);
    assert!(matches!(world.ask(&bystander, Want::Any), Leased::Fenced));
    world.finish(&fence, vec![]);
    world.store(&bystander, "value");
}

#[test]
fn a_key_of_any_bytes_and_size_is_an_entry_of_its_own() {
    let world = World::new();
    let names = world.cache.region::<String, String>("names").unchecked("a test").unwrap();
    let keys = ["", "\0", ":", "{}", "a\nb", "a:b", "a\0b", &"x".repeat(100_000), &"x".repeat(100_001)];
    let entries: Vec<_> = keys.iter().map(|key| names.entry(&crate::world::user(1), *key).unwrap()).collect();
    for (entry, key) in entries.iter().zip(keys) {
        world.store(entry, key);
    }
    for (entry, key) in entries.iter().zip(keys) {
        assert_eq!(world.get(entry).as_deref(), Some(key));
    }
}
