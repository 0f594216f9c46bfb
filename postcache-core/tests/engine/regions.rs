//! Regions by name, overrides, and stats.

use std::sync::Arc;
use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ErrorKind, ManualClock, Region, RegionOverride};

use crate::world::{ANN, Post, World, user};

fn cache() -> Cache {
    Cache::new(ReferenceStore::new(ManualClock::new()))
}

#[tokio::test]
async fn the_same_name_is_the_same_region() {
    let cache = cache();
    let one: Region<i64, Post> = cache.region("post").build().unwrap();
    let other: Region<i64, Post> = cache.region("post").build().unwrap();
    let load = || async { Post { owner: ANN, id: 1, version: 1 } };
    let _loaded: Post = one.get_or_load(&user(ANN), &1, load).await;
    assert!(other.get(&user(ANN), &1).await.is_some());
}

#[test]
fn the_same_name_with_other_types_tags_or_policy_is_an_error_that_says_so() {
    let cache = cache();
    let _first: Region<i64, Post> = cache.region("post").build().unwrap();
    let error = cache.region::<i64, Vec<Post>>("post").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RegionConflict);
    assert!(error.to_string().contains("`post`") && error.to_string().contains("Vec<"), "{error}");
    let error = cache.region::<String, Post>("post").build().unwrap_err();
    assert!(error.to_string().contains("other types"), "{error}");
    let error = cache.region::<i64, Post>("post").tags(["posts"]).build().unwrap_err();
    assert!(error.to_string().contains("other tags"), "{error}");
    let error = cache.region::<i64, Post>("post").ttl(Duration::from_secs(9)).build().unwrap_err();
    assert!(error.to_string().contains("another policy"), "{error}");
    let error = cache.region::<i64, Post>("post").schema(1).build().unwrap_err();
    assert!(error.to_string().contains("another schema version"), "{error}");
}

#[test]
fn names_and_tags_have_limits() {
    for name in [String::new(), "x".repeat(129)] {
        assert_eq!(cache().region::<i64, Post>(name).build().unwrap_err().kind(), ErrorKind::Config);
    }
    let tags = |count: usize| (0..count).map(|tag| format!("tag {tag}"));
    assert!(cache().region::<i64, Post>("post").tags(tags(32)).build().is_ok());
    assert!(cache().region::<i64, Post>("post").tags(tags(33)).build().unwrap_err().to_string().contains("32"));
    assert!(cache().region::<i64, Post>("post").unchecked("").is_err(), "a reason is a reason");
}

#[test]
fn values_that_cannot_leave_the_process_need_a_store_of_objects_and_a_weigher() {
    #[derive(Debug)]
    struct Handle;
    let clock = ManualClock::new();
    let remote = Cache::new(ReferenceStore::of_bytes(clock));
    let region = |cache: &Cache| cache.local_region::<i64, Handle>("handle");
    assert_eq!(region(&remote).weigher(|_| 8).unchecked("a test").unwrap_err().kind(), ErrorKind::Unsupported);
    assert!(region(&cache()).unchecked("a test").unwrap_err().to_string().contains("weigher"));
    assert!(region(&cache()).weigher(|_| 8).unchecked("a test").is_ok());
}

#[tokio::test]
async fn a_region_that_is_switched_off_loads_every_time_and_its_mutations_go_on() {
    let mut off = RegionOverride::default();
    off.enabled = Some(false);
    let clock = ManualClock::new();
    let builder = Cache::builder(ReferenceStore::new(clock.clone())).region_override("post-list", off);
    let world = World::over(builder, clock);
    world.db.write(ANN, 1);
    for _ in 0..3 {
        world.list(ANN).await;
    }
    assert_eq!(world.loads(), 3);
    assert_eq!(world.lists.stats().bypassed, 3);
    world.read(ANN, 1).await;
    world.read(ANN, 1).await;
    assert_eq!(world.loads(), 4, "the other region is on");
    world.cache.mutation(&user(ANN)).invalidate_tags(["posts"]).evict(&world.posts, &1).begin().await.commit().await;
    assert!(world.posts.get(&user(ANN), &1).await.is_none());
    let mut mutation = world.cache.mutation(&user(ANN)).invalidate_tags(["posts"]).begin().await;
    mutation.put(&world.lists, &0, Arc::default());
    mutation.commit().await;
    assert_eq!(world.cache.stats().store.entries, 0, "nor is anything put");
}

#[test]
fn an_override_out_of_range_is_an_error_of_the_cache_that_names_its_region() {
    let mut change = RegionOverride::default();
    change.ttl = Some(Duration::ZERO);
    let error =
        Cache::builder(ReferenceStore::new(ManualClock::new())).region_override("post", change).build().unwrap_err();
    assert!(error.to_string().contains("regions.post") && error.to_string().contains("`ttl`"), "{error}");
}

#[tokio::test]
async fn an_override_of_each_setting_wins_over_what_the_code_says() {
    let second = Duration::from_secs(1);
    let mut change = RegionOverride::default();
    (change.ttl, change.negative_ttl, change.max_value_bytes) = (Some(second * 9), Some(second), Some(100));
    let clock = ManualClock::new();
    let builder = Cache::builder(ReferenceStore::new(clock.clone())).region_override("text", change);
    let world = World::over(builder, clock);
    let texts = world.cache.region::<i64, String>("text").ttl(second * 60).unchecked("a test").unwrap();
    for (key, len) in [(1, Some(10)), (2, None), (3, Some(101))] {
        let load = || async { len.map(|len| "x".repeat(len)) };
        let _text: Option<String> = texts.get_or_load(&user(ANN), &key, load).await;
    }
    assert_eq!(world.cache.stats().store.entries, 2, "the text, and that there is none; one was too long");
    for (seconds, left) in [(1, 1), (8, 0)] {
        world.advance(seconds);
        world.cache.run_pending().await;
        assert_eq!(world.cache.stats().store.entries, left);
    }
}

#[tokio::test]
async fn an_override_of_the_jitter_spreads_what_the_code_would_end_at_once() {
    let mut change = RegionOverride::default();
    change.jitter = Some(0.5);
    let clock = ManualClock::new();
    let builder = Cache::builder(ReferenceStore::new(clock.clone())).region_override("post", change);
    let world = World::over(builder, clock);
    for id in 0..100 {
        world.db.write(ANN, id);
        world.read(ANN, id).await;
    }
    world.advance(225);
    world.cache.run_pending().await;
    let left = world.cache.stats().store.entries;
    assert!((1..100).contains(&left), "{left} of 100 after three quarters of the ttl");
}

#[tokio::test]
async fn what_the_weigher_of_a_region_says_is_held_against_its_limit() {
    let world = World::new();
    let region = world.cache.region::<i64, u64>("weighed").policy(|policy| policy.max_value_bytes(100));
    let region = region.weigher(|weight| *weight).unchecked("a test").unwrap();
    for (key, weight) in [(1, 100), (2, 101)] {
        let _weight: u64 = region.get_or_load(&user(ANN), &key, || async { weight }).await;
        assert_eq!(region.get(&user(ANN), &key).await.is_some(), weight <= 100);
    }
}
