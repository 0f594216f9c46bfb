//! A store that is gone, slow or coming back makes requests slower, never wrong, and never failed.

use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ErrorKind, ManualClock, ReadMode, Status};

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, BOB, DbError, Gate, Post, user, with_time};

/// cached 4.1: a call returns `Err("redis error: broken pipe")`, and an unreachable server at first use panics.
#[tokio::test]
async fn reads_go_on_from_the_loader_while_the_store_is_away() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    store.goes_down();
    for loads in 1..4 {
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 1);
        assert_eq!(world.loads(), loads);
    }
    store.comes_back();
    world.read(ANN, 1).await;
    world.quiet().await;
    world.read(ANN, 1).await;
    assert_eq!(world.loads(), 4);
}

#[tokio::test]
async fn a_store_that_hangs_costs_a_read_its_timeout_and_no_more() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    store.hangs();
    let before = world.clock.now();
    let read = with_time(&world, world.read(ANN, 1)).await;
    assert_eq!(read.unwrap().version, 1);
    assert!(world.clock.now().saturating_since(before).get() <= 1_000, "one step of this clock");
    assert_eq!(world.cache.health().store_errors, 1, "known to be away, it was not asked for a lease");
}

#[tokio::test]
async fn a_store_that_refuses_at_once_is_not_asked_for_a_lease() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    store.goes_down();
    world.read(ANN, 1).await;
    assert_eq!(world.cache.health().store_errors, 1, "the lookup");
}

#[tokio::test]
async fn a_lease_outlives_the_longest_load_that_its_limit_allows() {
    let (world, store) = Flaky::world();
    let (lease, gate) = (store.holds(Answer::Lease), Gate::new());
    let read = tokio::spawn({
        let (world, gate) = (world.clone(), gate.clone());
        async move {
            let load = || async {
                gate.pass().await;
                Ok(world.db.write(ANN, 1))
            };
            world.posts.load_within(Duration::from_secs(2), |_| Err(DbError), &user(ANN), &1, load).await
        }
    });
    lease.entered().await;
    world.clock.advance(Duration::from_millis(90));
    lease.let_one_go();
    gate.entered().await;
    world.clock.advance(Duration::from_millis(1_990));
    world.cache.run_pending().await;
    gate.let_one_go();
    assert_eq!(read.await.unwrap().map(|post| post.version), Ok(1));
    world.quiet().await;
    assert_eq!(world.posts.stats().filled("stored"), 1);
}

#[tokio::test]
async fn single_flight_works_without_a_store() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    store.goes_down();
    let leader = world.held_read(ANN, 1).await;
    let waiter = tokio::spawn({
        let world = world.clone();
        async move { world.read(ANN, 1).await.unwrap().version }
    });
    world.quiet().await;
    assert_eq!(world.loads(), 1, "the second waits");
    leader.done().await;
    assert_eq!(waiter.await.unwrap(), 1);
}

#[tokio::test]
async fn a_mutation_whose_fence_was_not_confirmed_goes_on_and_its_scope_is_not_used_until_it_landed() {
    let (world, store) = Flaky::world();
    for owner in [ANN, BOB] {
        world.db.write(owner, 1);
        world.read(owner, 1).await;
        world.quiet().await;
    }
    store.goes_down();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    assert!(!mutation.is_fenced());
    world.db.write(ANN, 1);
    mutation.commit().await;
    assert_eq!(world.cache.health().status, Status::Unhealthy);
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    store.comes_back();
    assert_eq!(world.read(ANN, 1).await.unwrap().version, 2, "the old value is still in the store, and not shown");
    assert!(world.posts.get(&user(BOB), &1).await.is_some(), "others are not concerned");
    world.advance(10);
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 0);
    assert!(world.posts.get(&user(ANN), &1).await.is_none(), "the old value is gone");
    assert_eq!(world.cache.health().uncovered_mutations, 1);
}

#[tokio::test]
async fn nothing_is_filled_while_a_scope_is_quarantined_whatever_the_read_mode() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    store.comes_back();
    for mode in [ReadMode::Normal, ReadMode::Refresh, ReadMode::OnlyIfCached, ReadMode::Bypass] {
        let load = || async { world.db.load(ANN, 1) };
        let _read: Option<Post> = world.posts.get_or_load_with(mode, &user(ANN), &1, load).await;
    }
    assert_eq!(world.cache.stats().store.entries, 0);
}

#[tokio::test]
async fn a_finish_whose_outcome_is_unknown_is_repeated_in_the_background() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    world.read(ANN, 1).await;
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.db.write(ANN, 1);
    store.goes_down();
    mutation.commit().await;
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    store.comes_back();
    for _ in 0..10 {
        world.advance(1);
        world.quiet().await;
    }
    assert_eq!(world.cache.health().quarantined_scopes, 0, "drained by its task");
    assert_eq!(world.read(ANN, 1).await.unwrap().version, 2);
}

#[tokio::test]
async fn an_uncovered_mutation_that_was_dropped_stays_quarantined_for_the_commit_timeout() {
    let (world, store) = Flaky::world();
    store.goes_down();
    drop(world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await);
    store.comes_back();
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 1, "a commit may still be on its way");
    world.advance(6);
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 0);
}

#[tokio::test]
async fn a_mutation_that_needs_its_fence_does_not_begin_without_it() {
    let (world, store) = Flaky::world();
    store.goes_down();
    assert!(world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin_fenced().await.is_err());
    store.comes_back();
    world.advance(10);
    world.cache.run_pending().await;
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin_fenced().await.unwrap();
    mutation.commit().await;
}

#[tokio::test]
async fn a_direct_invalidation_that_did_not_land_says_that_it_is_pending() {
    let (world, store) = Flaky::world();
    store.goes_down();
    let error = world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pending);
    assert!(error.is_transient());
    store.comes_back();
    world.advance(10);
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 0);
}

#[tokio::test]
async fn a_mutation_waits_for_a_hanging_store_only_as_long_as_its_timeouts() {
    let (world, store) = Flaky::world();
    store.hangs();
    let before = world.clock.now();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1);
    let done = with_time(&world, mutation.mutate(|| async { Ok::<_, DbError>(()) })).await;
    assert_eq!(done, Ok(()));
    assert!(world.clock.now().saturating_since(before).get() <= 4_000, "begin, and one try to invalidate");
}

#[tokio::test]
async fn a_region_says_how_long_its_reads_wait_for_the_store() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let patient = world.posts.with(|policy| policy.store_timeout(Duration::from_millis(300))).unwrap();
    store.hangs();
    let read = tokio::spawn({
        let world = world.clone();
        async move { patient.get_or_load(&user(ANN), &1, || async { world.db.load(ANN, 1) }).await }
    });
    for (millis, finished) in [(299, false), (1, true)] {
        world.quiet().await;
        world.clock.advance(Duration::from_millis(millis));
        world.quiet().await;
        assert_eq!(read.is_finished(), finished);
    }
    assert!(read.await.unwrap().is_some());
}

#[tokio::test]
async fn a_cache_says_how_long_its_invalidations_wait_for_the_store() {
    let (world, store) = Flaky::world_with(|builder| builder.invalidation_timeout(Duration::from_secs(3)));
    store.hangs();
    let invalidated = tokio::spawn({
        let world = world.clone();
        async move { world.posts.invalidate(&user(ANN), &1).await.map_err(|error| error.kind()) }
    });
    for (seconds, finished) in [(2, false), (1, true)] {
        world.quiet().await;
        world.advance(seconds);
        world.quiet().await;
        assert_eq!(invalidated.is_finished(), finished);
    }
    assert_eq!(invalidated.await.unwrap(), Err(ErrorKind::Pending));
}

#[test]
fn in_a_runtime_without_timers_reads_and_mutations_go_on() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let cache = Cache::new(ReferenceStore::of_bytes(ManualClock::new()));
        let posts = cache.region::<i64, String>("post").unchecked("a test").unwrap();
        let load = || async { "loaded".to_owned() };
        for _ in 0..2 {
            assert_eq!(posts.get_or_load::<String, _, _, _, _>(&user(ANN), &1, load).await, "loaded");
            cache.mutation(&user(ANN)).evict(&posts, &1).begin().await.commit().await;
        }
    });
}
