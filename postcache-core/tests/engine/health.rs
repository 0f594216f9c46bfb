//! The verdict of the cache on itself.

use postcache_conformance::ReferenceStore;
use postcache_core::store::Cleanup;
use postcache_core::{Cache, EvictionReason, Health, ManualClock, Millis, ReadMode, Region, RegionOverride, Status};
use postcache_memory::MemoryStore;

use crate::flaky::Flaky;
use crate::world::{ANN, Post, World, user};

fn reason(health: &Health, part: &str) -> bool {
    health.reasons.iter().any(|reason| reason.contains(part))
}

#[tokio::test]
async fn health_judges_the_hit_ratio_of_the_last_minute_above_a_minimum() {
    let world = World::new();
    for id in 0..200 {
        world.db.write(ANN, id);
        world.read(ANN, id).await;
    }
    let health = world.cache.health();
    assert_eq!((health.hit_ratio, health.requests), (Some(0.0), 200));
    assert!(health.reasons[0].contains("hit ratio is 0.0 % of 200 reads"), "{:?}", health.reasons);
    for _ in 0..20 {
        world.advance(5);
        for id in 0..50 {
            world.read(ANN, id).await;
        }
        assert!(world.cache.health().requests > 0);
    }
    let health = world.cache.health();
    assert!(health.hit_ratio.unwrap() > 0.99 && health.reasons.is_empty(), "{health:?}");
}

#[tokio::test]
async fn the_page_of_health_names_reasons_and_tells_times_in_milliseconds() {
    let world = World::new();
    world.db.write(ANN, 1);
    world.read(ANN, 1).await;
    world.posts.invalidate(&user(ANN), &1).await.unwrap();
    let page = serde_json::to_value(world.cache.health()).unwrap();
    assert_eq!(page["evictions_per_second"]["invalidated"], 1.0);
    let fill = page["latency"].as_array().unwrap().iter().find(|latency| latency["op"] == "fill").unwrap();
    assert!(fill["p50_ms"].is_f64() && fill["p99_ms"].is_f64(), "{fill}");
}

#[tokio::test]
async fn a_hit_ratio_is_not_judged_below_the_minimum_of_reads() {
    let world = World::new();
    for (reads, judged) in [(99, false), (1, true)] {
        for _ in 0..reads {
            world.read(ANN, 404).await;
        }
        assert_eq!(reason(&world.cache.health(), "hit ratio"), judged);
    }
}

#[tokio::test]
async fn reads_that_do_not_ask_the_cache_are_not_judged() {
    let world = World::new();
    world.db.write(ANN, 1);
    world.read(ANN, 1).await;
    world.read(ANN, 1).await;
    for _ in 0..10 {
        let load = || async { world.db.load(ANN, 1) };
        let _read: Option<Post> = world.posts.get_or_load_with(ReadMode::Bypass, &user(ANN), &1, load).await;
    }
    let health = world.cache.health();
    assert_eq!((health.requests, health.hit_ratio), (2, Some(0.5)));
}

#[tokio::test]
async fn the_window_is_a_minute_long() {
    let world = World::new();
    for _ in 0..50 {
        world.read(ANN, 404).await;
    }
    for seconds in (5..=120).step_by(5) {
        world.advance(5);
        let requests = world.cache.health().requests;
        match seconds {
            ..=55 => assert_eq!(requests, 50, "after {seconds} s"),
            70.. => assert_eq!(requests, 0, "after {seconds} s"),
            _ => {}
        }
    }
}

/// A store of 64 KiB, and five entries for each scope.
fn small() -> World {
    let clock = ManualClock::new();
    let store = MemoryStore::builder().max_bytes(64 << 10).max_bytes_per_scope(16 << 10).max_entries_per_scope(5);
    let store = store.clock(clock.clone()).without_cleanup_task().build().unwrap();
    World::over(Cache::builder(store), clock)
}

async fn stores(world: &World, owner: i64, entries: i64) -> Region<i64, String> {
    let texts = world.cache.region::<i64, String>("text").unchecked("a test").unwrap();
    for id in 0..entries {
        let _text: String = texts.get_or_load(&user(owner), &id, || async { "x".repeat(500) }).await;
    }
    texts
}

#[tokio::test]
async fn a_scope_that_outgrows_its_quota_is_a_reason_that_names_the_setting() {
    let world = small();
    stores(&world, ANN, 5).await;
    assert!(!reason(&world.cache.health(), "max_entries_per_scope"));
    let texts = stores(&world, ANN, 50).await;
    assert!(texts.stats().evicted(EvictionReason::Quota) > 0);
    let health = world.cache.health();
    assert!(reason(&health, "raise `max_entries_per_scope`") && health.status == Status::Degraded, "{health:?}");
}

#[tokio::test]
async fn a_full_store_that_evicts_much_is_a_reason_that_names_the_setting() {
    let world = small();
    for (owners, full) in [(0..20, false), (20..200, true)] {
        for owner in owners {
            stores(&world, owner, 5).await;
        }
        let health = world.cache.health();
        assert_eq!(reason(&health, "raise `max_bytes` or `max_entries`"), full, "{health:?}");
    }
}

#[tokio::test]
async fn a_mutation_that_runs_for_more_than_a_minute_is_a_reason_that_names_its_region() {
    let world = World::new();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.advance(60);
    assert_eq!(world.cache.health().reasons, [""; 0]);
    world.advance(1);
    assert!(reason(&world.cache.health(), "a mutation of post has been under way for 61 s"));
    mutation.commit().await;
    assert_eq!(world.cache.health().reasons, [""; 0]);
}

#[tokio::test]
async fn a_cleanup_that_missed_three_intervals_is_a_reason() {
    let (world, store) = Flaky::world();
    for (seconds, late) in [(180, false), (181, true)] {
        let cleanup = Cleanup::new(Millis::new(seconds * 1_000), Millis::new(60_000));
        store.says(|stats| stats.cleanup = Some(cleanup));
        let health = world.cache.health();
        assert_eq!(reason(&health, "`cleanup_interval` of 60 s"), late);
        assert_eq!(health.status, if late { Status::Degraded } else { Status::Healthy });
    }
}

#[tokio::test]
async fn a_store_that_is_full_of_small_scopes_is_a_reason_of_health() {
    let clock = ManualClock::new();
    let store = MemoryStore::builder().max_entries(1_000).clock(clock.clone());
    let world = World::over(Cache::builder(store.without_cleanup_task().build().unwrap()), clock);
    for owner in 0..2_000 {
        for id in 0..3 {
            world.db.write(owner, id);
            world.read(owner, id).await;
        }
    }
    let health = world.cache.health();
    assert!(
        health.reasons.iter().any(|reason| reason.contains("max_entries")),
        "{} of 1000, {:?} {:?}",
        health.entries,
        health.evictions_per_second,
        health.reasons
    );
}

#[tokio::test]
async fn loads_that_outlive_their_lease_are_a_reason_that_names_the_setting() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let held = world.held_read(ANN, 1).await;
        world.advance(61);
        world.posts.invalidate(&user(ANN), &1).await.unwrap();
        held.done().await;
        world.quiet().await;
        assert_eq!(world.posts.stats().filled("lease_expired"), 1);
        let health = world.cache.health();
        assert!(
            reason(&health, "1 loads took longer than their lease") && reason(&health, "`load_timeout`"),
            "{health:?}"
        );
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_a_reason_for_a_minute_even_if_nothing_is_written() {
    let (world, store) = Flaky::world();
    store.goes_down();
    world.read(ANN, 1).await;
    let health = world.cache.health();
    assert!(reason(&health, "the store failed 1 times"), "{health:?}");
    assert_eq!(health.status, Status::Degraded);
    store.comes_back();
    for _ in 0..14 {
        world.advance(5);
        world.read(ANN, 1).await;
    }
    assert_eq!(world.cache.health().status, Status::Healthy);
}

#[tokio::test]
async fn a_setting_of_a_region_that_nobody_made_is_a_reason_that_names_it() {
    let clock = ManualClock::new();
    let mut off = RegionOverride::default();
    off.enabled = Some(false);
    let builder = Cache::builder(ReferenceStore::new(clock.clone()));
    let world = World::over(builder.region_override("post", off).region_override("post-lst", off), clock);
    let health = world.cache.health();
    assert_eq!(health.reasons.len(), 1, "{health:?}");
    assert!(reason(&health, "`post-lst`, which nobody has made"), "{health:?}");
}
