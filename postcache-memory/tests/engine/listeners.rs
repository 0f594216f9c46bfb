//! Who hears of what leaves, and what his code may do.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};

use postcache_core::store::{Filled, Lookup, Payload, Want};
use postcache_core::{Cache, CacheStore, EvictionReason, ManualClock};
use postcache_memory::MemoryStore;

use crate::world::{TTL, World, entry, now, one, put, scope_of, tag, user, whole};

type Leave = fn(&World);
type Heard = Arc<Mutex<Vec<(String, EvictionReason, u64)>>>;

fn listening() -> (World, Heard) {
    let heard = Heard::default();
    let to = Arc::clone(&heard);
    let world = World::with(|builder| {
        builder.max_entries_per_scope(3).eviction_listener(move |eviction| {
            to.lock().unwrap().push((eviction.region.to_owned(), eviction.reason, eviction.bytes));
        })
    });
    (world, heard)
}

#[test]
fn a_listener_hears_the_region_the_reason_and_the_weight_of_all_that_leaves() {
    let leave: [(EvictionReason, Leave); 6] = [
        (EvictionReason::Invalidated, |world| world.invalidate(one(&entry(&world.posts, 1, 1)))),
        (EvictionReason::Invalidated, |world| world.invalidate(tag(&entry(&world.posts, 1, 1), "x"))),
        (EvictionReason::ScopeCleared, |world| world.clear(&scope_of(&entry(&world.posts, 1, 1)))),
        (EvictionReason::Ttl, |world| world.pass(TTL.get())),
        (EvictionReason::Quota, |world| (2..5).for_each(|key| world.store(&entry(&world.plain, 1, key), "value"))),
        (EvictionReason::Replaced, |world| {
            let entry = entry(&world.posts, 1, 1);
            let postcache_core::store::Leased::Granted(lease) = world.ask(&entry, Want::Fresh) else {
                panic!("no lease")
            };
            world.fill(lease, "new");
        }),
    ];
    for (reason, leave) in leave {
        let (world, heard) = listening();
        world.store(&entry(&world.posts, 1, 1), "value");
        let bytes = world.stats().bytes;
        leave(&world);
        world.clean();
        assert_eq!(*heard.lock().unwrap(), [("post".to_owned(), reason, bytes)]);
    }
}

#[test]
fn gauges_and_counters_of_regions_are_those_of_the_store() {
    let (world, heard) = listening();
    let regions = [&world.plain, &world.posts, &world.lists];
    for key in 0..200 {
        let entry = entry(regions[usize::try_from(key % 3).unwrap()], i64::try_from(key % 7).unwrap(), key);
        match key % 5 {
            0 => drop(world.finish(&world.begin(one(&entry)), vec![put(&entry, "written")])),
            1 => world.invalidate(tag(&entry, "x")),
            _ => world.store(&entry, "x".repeat(usize::try_from(key).unwrap())),
        }
        if key % 50 == 0 {
            world.clear(&scope_of(&entry));
        }
        let regions = world.cache.stats().regions;
        let stats = world.stats();
        assert_eq!(regions.iter().map(|region| region.entries).sum::<u64>(), stats.entries);
        assert_eq!(regions.iter().map(|region| region.bytes).sum::<u64>(), stats.bytes);
    }
    let evicted: u64 =
        world.cache.stats().regions.iter().flat_map(|region| &region.evictions).map(|(_, count)| count).sum();
    assert_eq!(evicted, heard.lock().unwrap().len() as u64);
}

#[test]
fn a_listener_that_panics_harms_nobody() {
    let world = World::with(|builder| builder.max_entries_per_scope(1).eviction_listener(|_| panic!("as asked for")));
    for key in 0..5 {
        world.store(&entry(&world.posts, 1, key), "value");
    }
    world.invalidate(whole(&entry(&world.posts, 1, 0)));
    world.clean();
    assert_eq!((world.stats().entries, world.stats().scopes), (0, 0));
    assert_eq!(world.posts.stats().entries, 0);
}

#[test]
fn a_listener_may_call_the_store() {
    static STORE: OnceLock<(MemoryStore, postcache_core::store::OwnedEntry)> = OnceLock::new();
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let world = World::with(|builder| {
        builder.max_entries_per_scope(1).shards(1).eviction_listener(|_| {
            let Some((store, entry)) = STORE.get() else { return };
            CALLS.fetch_add(1, Relaxed);
            assert!(matches!(now(store.get(entry.as_entry()).wait()), Ok(Lookup::Hit(_))));
            now(store.invalidate(one(entry))).unwrap();
            now(store.run_pending());
        })
    });
    let other = entry(&world.posts, 2, 1);
    world.store(&other, "other");
    STORE.set((world.store.clone(), other.clone())).unwrap();
    world.store(&entry(&world.posts, 1, 1), "old");
    world.store(&entry(&world.posts, 1, 2), "new");
    assert!(CALLS.load(Relaxed) >= 1);
    assert_eq!(world.get(&other), None);
}

/// A value whose drop calls back into its store, and panics if it was told to.
struct Loud {
    store: MemoryStore,
    panics: bool,
    dropped: Arc<AtomicBool>,
}

impl Drop for Loud {
    fn drop(&mut self) {
        self.dropped.store(true, Relaxed);
        self.store.stats();
        now(self.store.run_pending());
        assert!(!self.panics || std::thread::panicking(), "as asked for");
    }
}

#[test]
fn a_value_whose_drop_calls_the_store_or_panics_harms_nobody() {
    for panics in [false, true] {
        let clock = ManualClock::new();
        let store = MemoryStore::builder().clock(clock.clone()).without_cleanup_task().shards(1).build().unwrap();
        let cache = Cache::builder(store.clone()).clock(clock).build().unwrap();
        let region = cache.local_region::<u64, Loud>("loud").weigher(|_| 10).unchecked("a test").unwrap();
        let entries: Vec<_> = (0..4).map(|key| region.entry(&user(1), &key).unwrap()).collect();
        let dropped: Vec<_> = (0..6).map(|_| Arc::new(AtomicBool::new(false))).collect();
        let loud = |number: usize| {
            let value = Loud { store: store.clone(), panics, dropped: Arc::clone(&dropped[number]) };
            Payload::new(Some(Arc::new(value)), TTL)
        };
        let lease = |entry: &postcache_core::store::OwnedEntry, want| {
            let terms = postcache_core::store::LeaseTerms::new(want, TTL);
            match now(store.lease(entry.as_entry(), terms)).unwrap() {
                postcache_core::store::Leased::Granted(lease) => lease,
                other => panic!("{other:?}"),
            }
        };
        for (number, entry) in entries.iter().enumerate() {
            assert_eq!(now(store.fill(lease(entry, Want::Any), loud(number))).unwrap(), Filled::Stored);
        }
        // Replaced, invalidated, refused and swept.
        now(store.fill(lease(&entries[0], Want::Fresh), loud(4))).unwrap();
        now(store.invalidate(one(&entries[1]))).unwrap();
        let refused = lease(&entries[1], Want::Any);
        now(store.invalidate(one(&entries[1]))).unwrap();
        assert_eq!(now(store.fill(refused, loud(5))).unwrap(), Filled::Superseded);
        now(store.clear_scope(&scope_of(&entries[2]))).unwrap();
        now(store.run_pending());
        assert!(dropped.iter().all(|dropped| dropped.load(Relaxed)));
        assert_eq!((store.stats().entries, store.stats().scopes), (0, 0));
    }
}

#[test]
fn a_weigher_that_panics_makes_a_value_that_is_not_stored() {
    let world = World::new();
    let region =
        world.cache.local_region::<u64, u64>("heavy").weigher(|_| panic!("as asked for")).unchecked("a test").unwrap();
    let entry = region.entry(&user(1), &1).unwrap();
    let payload = || Payload::new(Some(Arc::new(7_u64)), TTL);
    assert_eq!(now(world.store.fill(world.lease(&entry), payload())).unwrap(), Filled::Unserializable);
    assert_eq!((world.stats().cells, world.stats().scopes), (0, 0));
}
