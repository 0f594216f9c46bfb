//! The task that frees what is dead.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use postcache_core::store::{Filled, LeaseTerms, Leased, OwnedEntry, Want};
use postcache_core::{Cache, CacheStore, ManualClock, Region};
use postcache_memory::{MemoryStore, MemoryStoreBuilder};
use tokio::task::yield_now;

use crate::world::{LEASE_TTL, TTL, World, entry, payload, scope_of, tag};

const INTERVAL: Duration = Duration::from_secs(60);

struct Tended {
    clock: ManualClock,
    store: MemoryStore,
    posts: Region<u64, String>,
}

impl Tended {
    fn new(settings: impl FnOnce(MemoryStoreBuilder) -> MemoryStoreBuilder) -> Self {
        let clock = ManualClock::new();
        let builder = MemoryStore::builder().clock(clock.clone()).max_entries_per_scope(5_000);
        let store = settings(builder).build().unwrap();
        let cache = Cache::builder(store.clone()).clock(clock.clone()).build().unwrap();
        let posts = cache.region("post").tags(["x"]).unchecked("a test").unwrap();
        Self { clock, store, posts }
    }

    async fn store(&self, keys: u64) -> OwnedEntry {
        for key in 0..keys {
            let entry = entry(&self.posts, 1, key);
            let terms = LeaseTerms::new(Want::Fresh, LEASE_TTL);
            let Leased::Granted(lease) = self.store.lease(entry.as_entry(), terms).await.unwrap() else {
                panic!("fenced")
            };
            assert_eq!(self.store.fill(lease, payload("value")).await.unwrap(), Filled::Stored);
        }
        entry(&self.posts, 1, 0)
    }

    /// Lets the task run until it has nothing to do.
    async fn rest(&self) {
        for _ in 0..1_000 {
            yield_now().await;
        }
    }
}

#[test]
fn run_pending_frees_all_that_is_dead_and_nothing_else() {
    let world = World::new();
    for key in 0..600 {
        world.store(&entry(&world.posts, i64::try_from(key % 40).unwrap(), key), "value");
    }
    world.pass(TTL.get() / 2);
    for key in 600..1_200 {
        world.store(&entry(&world.lists, i64::try_from(key % 40).unwrap(), key), "value");
    }
    world.invalidate(tag(&entry(&world.posts, 1, 0), "y"));
    world.clear(&scope_of(&entry(&world.posts, 2, 0)));
    world.pass(TTL.get() / 2);
    let before = world.stats();
    assert_eq!((before.entries, before.dead), (1_200, 630));
    world.clean();
    let after = world.stats();
    assert_eq!((after.entries, after.dead, after.scopes), (570, 0, 38));
    assert!((600..1_200).all(|key| {
        let scope = i64::try_from(key % 40).unwrap();
        world.get(&entry(&world.lists, scope, key)).is_some() == (scope != 1 && scope != 2)
    }));
}

#[test]
fn a_hold_of_the_lock_frees_no_more_than_two() {
    let own: Arc<OnceLock<MemoryStore>> = Arc::default();
    let (left, most) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (store, last, freed) = (Arc::clone(&own), Arc::clone(&left), Arc::clone(&most));
    let world = World::with(|builder| {
        builder.eviction_listener(move |_| {
            // No lock is held: all that left since the last time left under one hold.
            let Some(store) = store.get() else { return };
            let now = store.stats().entries;
            freed.fetch_max(last.swap(now, Relaxed) - now, Relaxed);
        })
    });
    for key in 0..1_000 {
        world.store(&entry(&world.plain, i64::try_from(key % 7).unwrap(), key), "value");
    }
    world.pass(TTL.get());
    left.store(world.stats().entries, Relaxed);
    assert!(own.set(world.store.clone()).is_ok());
    world.clean();
    assert_eq!((world.stats().entries, most.load(Relaxed)), (0, 2));
}

#[tokio::test]
async fn the_task_frees_the_dead_each_interval() {
    let tended = Tended::new(|builder| builder.cleanup_interval(INTERVAL));
    tended.store(700).await;
    tended.clock.advance(Duration::from_millis(TTL.get() - 1));
    tended.rest().await;
    assert_eq!(tended.store.stats().entries, 700);
    tended.clock.advance(Duration::from_millis(1));
    tended.rest().await;
    assert_eq!((tended.store.stats().entries, tended.store.stats().scopes), (0, 0));
}

#[tokio::test]
async fn a_clear_of_more_than_a_thousand_wakes_it_and_one_of_fewer_does_not() {
    let tended = Tended::new(|builder| builder.cleanup_interval(INTERVAL));
    let first = tended.store(1_000).await;
    tended.rest().await;
    tended.store.clear_scope(&scope_of(&first)).await.unwrap();
    tended.rest().await;
    assert_eq!(tended.store.stats().dead, 1_000);
    tended.store(1_001).await;
    tended.store.clear_scope(&scope_of(&first)).await.unwrap();
    tended.rest().await;
    assert_eq!((tended.store.stats().entries, tended.store.stats().dead), (0, 0));
    tended.store(1_001).await;
    tended.store.invalidate(tag(&first, "x")).await.unwrap();
    tended.rest().await;
    assert_eq!(tended.store.stats().entries, 0, "a tag that kills so many wakes it too");
}

#[tokio::test]
async fn stats_say_when_it_ran_last() {
    let tended = Tended::new(|builder| builder.cleanup_interval(INTERVAL));
    assert_eq!(tended.store.stats().cleanup, None, "it has not begun");
    tended.store(1).await;
    tended.rest().await;
    tended.clock.advance(Duration::from_secs(59));
    let cleanup = tended.store.stats().cleanup.unwrap();
    assert_eq!((cleanup.last.get(), cleanup.interval.get()), (59_000, 60_000));
    tended.clock.advance(Duration::from_secs(1));
    tended.rest().await;
    assert_eq!(tended.store.stats().cleanup.unwrap().last.get(), 0);
    let untended = Tended::new(MemoryStoreBuilder::without_cleanup_task);
    untended.store(1).await;
    assert_eq!(untended.store.stats().cleanup, None, "there is none");
}

#[test]
fn it_begins_at_the_first_use_inside_a_runtime_and_again_in_the_next_one() {
    let tended = Tended::new(|builder| builder.cleanup_interval(INTERVAL));
    crate::world::now(tended.store(10));
    assert_eq!(tended.store.stats().cleanup, None, "outside a runtime nothing begins");
    for _ in 0..2 {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            tended.store(10).await;
            tended.rest().await;
            tended.clock.advance(TTL.as_duration());
            tended.rest().await;
            assert_eq!(tended.store.stats().entries, 0);
        });
    }
}

#[tokio::test]
async fn it_ends_with_its_store() {
    let tended = Tended::new(|builder| builder.cleanup_interval(INTERVAL));
    tended.store(1).await;
    tended.rest().await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert_eq!(tasks(), 1);
    drop(tended);
    for _ in 0..10 {
        yield_now().await;
    }
    assert_eq!(tasks(), 0);
}

#[tokio::test]
async fn it_survives_a_listener_that_panics() {
    let heard = Arc::new(AtomicU64::new(0));
    let to = Arc::clone(&heard);
    let tended = Tended::new(|builder| {
        builder.cleanup_interval(INTERVAL).eviction_listener(move |_| {
            to.fetch_add(1, Relaxed);
            panic!("as asked for");
        })
    });
    for round in 1..=2 {
        tended.store(5).await;
        tended.rest().await;
        tended.clock.advance(TTL.as_duration());
        tended.rest().await;
        assert_eq!(heard.load(Relaxed), 5 * round);
        assert_eq!(tended.store.stats().entries, 0);
    }
}
