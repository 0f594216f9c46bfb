//! Hits, and what is not one.

use std::sync::Arc;

use postcache_core::store::{Filled, Lookup, Object, Payload, Reply, Want};
use postcache_core::{Cache, CacheStore, OnBehalfOf};
use postcache_memory::MemoryStore;

use crate::world::{HOLD, TTL, World, entry, now, one, tag, whole};

#[test]
fn a_hit_is_ready_and_allocates_nothing() {
    let world = World::new();
    let text = OnBehalfOf::new("0b9f1a34-77ce-4a8c-b2a9-6a7b3c1d8e90", "a test");
    let named = world.cache.region::<String, String>("named").tags(["x", "y"]).unchecked("a test").unwrap();
    let entry = named.entry(&text, "a-slug-of-an-ordinary-length").unwrap();
    world.store(&entry, "value");
    let allocations = allocation_counter::measure(|| {
        let reply = world.store.get(entry.as_entry());
        assert!(matches!(reply, Reply::Ready(Ok(Lookup::Hit(_)))));
    });
    assert_eq!(allocations.count_total, 0);
}

#[test]
fn a_hit_shares_the_object_and_copies_nothing() {
    let world = World::new();
    let entry = entry(&world.plain, 1, 1);
    let value = Arc::new("value".to_owned());
    let object: Object = Arc::<String>::clone(&value);
    let payload = Payload::new(Some(object), TTL);
    now(world.store.fill(world.lease(&entry), payload)).unwrap();
    let Lookup::Hit(object) = now(world.store.get(entry.as_entry()).wait()).unwrap() else { panic!("a miss") };
    assert!(Arc::ptr_eq(&object.downcast::<String>().unwrap(), &value));
}

#[test]
fn a_cached_not_found_is_not_a_miss() {
    let world = World::new();
    let entry = entry(&world.plain, 1, 1);
    now(world.store.fill(world.lease(&entry), Payload::new(None, TTL))).unwrap();
    assert!(matches!(now(world.store.get(entry.as_entry()).wait()), Ok(Lookup::Negative)));
}

#[test]
fn a_value_is_gone_at_the_millisecond_its_ttl_is_over() {
    let world = World::new();
    let entry = entry(&world.plain, 1, 1);
    world.store(&entry, "value");
    world.pass(TTL.get() - 1);
    assert_eq!(world.get(&entry).as_deref(), Some("value"));
    world.pass(1);
    assert_eq!(world.get(&entry), None);
}

#[test]
fn each_dependency_of_a_value_ends_it_and_no_other_does() {
    for (case, ends) in
        [("x", true), ("y", true), ("z", false), ("scope", true), ("entry", true), ("other entry", false)]
    {
        let world = World::new();
        let (mine, other) = (entry(&world.lists, 1, 1), entry(&world.lists, 1, 2));
        world.store(&mine, "value");
        world.invalidate(match case {
            "scope" => whole(&mine),
            "entry" => one(&mine),
            "other entry" => one(&other),
            name => tag(&mine, name),
        });
        assert_eq!(world.get(&mine).is_none(), ends, "{case}");
    }
}

#[test]
fn what_happens_in_one_scope_is_not_felt_in_another() {
    let world = World::new();
    let (mine, foreign) = (entry(&world.lists, 1, 1), entry(&world.lists, 2, 1));
    world.store(&mine, "mine");
    world.store(&foreign, "foreign");
    for cells in [one(&foreign), tag(&foreign, "x"), whole(&foreign)] {
        world.invalidate(cells.clone());
        world.lapse(&world.begin(cells));
    }
    assert_eq!(world.get(&mine).as_deref(), Some("mine"));
    assert_eq!(world.get(&foreign), None);
    world.pass(HOLD.get());
    world.store(&foreign, "foreign again");
}

#[test]
fn a_batch_answers_in_order() {
    let world = World::new();
    let all: Vec<_> = (0..5).map(|key| entry(&world.posts, 1, key)).collect();
    for key in [1, 3] {
        world.store(&all[key], format!("value {key}"));
    }
    let entries: Vec<_> = all.iter().map(|entry| entry.as_entry()).collect();
    let Reply::Ready(Ok(answers)) = world.store.get_many(&entries) else { panic!("not ready") };
    let hits: Vec<_> = answers.iter().map(|answer| matches!(answer, Lookup::Hit(_))).collect();
    assert_eq!(hits, [false, true, false, true, false]);
}

#[test]
fn two_caches_over_one_store_share_entries_and_count_their_own() {
    let world = World::new();
    let second = Cache::builder(world.store.clone()).clock(world.clock.clone()).build().unwrap();
    let posts = second.region::<u64, String>("post").tags(["x"]).unchecked("a test").unwrap();
    world.store(&entry(&world.posts, 1, 1), "of the first");
    world.store(&entry(&posts, 1, 2), "of the second");
    assert_eq!(world.get(&entry(&posts, 1, 1)).as_deref(), Some("of the first"));
    world.clear(&entry(&posts, 1, 1).key.to_scope_key());
    world.clean();
    for stats in [world.posts.stats(), posts.stats()] {
        assert_eq!((stats.entries, stats.bytes, stats.evictions.iter().map(|(_, count)| count).sum()), (0, 0, 1));
    }
}

#[test]
fn debug_shows_no_key_and_no_value() {
    let store = MemoryStore::default();
    let cache = Cache::new(store.clone());
    let names = cache.region::<String, String>("names").unchecked("a test").unwrap();
    let scope = OnBehalfOf::new("planted-scope", "a test");
    let entry = names.entry(&scope, "planted-key").unwrap();
    let lease = now(store.lease(entry.as_entry(), postcache_core::store::LeaseTerms::new(Want::Any, TTL))).unwrap();
    let shown = format!("{store:?} {lease:?} {:?} {:?}", MemoryStore::builder(), store.stats());
    assert!(!shown.contains("planted"), "{shown}");
}

#[test]
fn a_value_is_not_served_to_a_region_of_the_same_name_with_other_tags() {
    let world = World::new();
    let second = Cache::builder(world.store.clone()).clock(world.clock.clone()).build().unwrap();
    let untagged = second.region::<u64, String>("post").unchecked("a test").unwrap();
    let (mine, other) = (entry(&world.posts, 1, 1), entry(&untagged, 1, 1));
    world.store(&other, "depends on no tag");
    assert_eq!(world.get(&other).as_deref(), Some("depends on no tag"));
    assert_eq!(world.get(&mine), None);
    // `lease` is granted, so it did not find that value either.
    world.store(&mine, "depends on the tag");
    assert_eq!((world.get(&mine).as_deref(), world.get(&other)), (Some("depends on the tag"), None));
    world.invalidate(tag(&mine, "x"));
    assert_eq!((world.get(&mine), world.get(&other)), (None, None));
}

#[test]
fn leases_of_regions_with_other_tags_are_not_one() {
    let world = World::new();
    let second = Cache::builder(world.store.clone()).clock(world.clock.clone()).build().unwrap();
    let untagged = second.region::<u64, String>("post").unchecked("a test").unwrap();
    let (mine, other) = (entry(&world.posts, 1, 1), entry(&untagged, 1, 1));
    let (first, later) = (world.lease(&mine), world.lease(&other));
    assert_eq!(world.fill(first, "under the tag"), Filled::Superseded);
    assert_eq!(world.fill(later, "under none"), Filled::Stored);
    assert_eq!((world.get(&mine), world.get(&other).as_deref()), (None, Some("under none")));
}
