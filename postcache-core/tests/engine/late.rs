//! What is invalidated later than its mutation ended.

use std::sync::Arc;

use postcache_core::{Cache, Status};

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, World, user};

#[tokio::test]
async fn what_a_dropped_mutation_named_late_is_not_used_until_its_commit_timeout_is_over() {
    for world in World::each() {
        let mut mutation = world.cache.mutation(&user(ANN)).begin().await;
        mutation.evict(&world.posts, &2);
        drop(mutation);
        for quarantined in [1, 1, 1, 1, 1, 0] {
            world.quiet().await;
            world.cache.run_pending().await;
            assert_eq!(world.cache.health().quarantined_scopes, quarantined);
            world.advance(1);
        }
    }
}

#[tokio::test]
async fn an_invalidation_that_fails_does_not_shorten_the_wait_for_a_commit_on_its_way() {
    let (world, store) = Flaky::world();
    let mut mutation = world.cache.mutation(&user(ANN)).begin().await;
    mutation.evict(&world.posts, &2);
    drop(mutation);
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    store.comes_back();
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 1, "the commit may still be on its way");
    world.advance(5);
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 0);
}

#[test]
fn a_mutation_that_is_dropped_outside_a_runtime_does_not_close_its_scope_for_ever() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for in_batches in [false, true] {
        let world = World::each()[2].clone();
        world.db.write(ANN, 1);
        let mutation = runtime().block_on(async {
            let mut mutation = world.cache.mutation(&user(ANN)).begin().await;
            mutation.evict(&world.posts, &1);
            mutation
        });
        drop(mutation);
        runtime().block_on(async {
            for _ in 0..20 {
                world.advance(1);
                if in_batches {
                    world.posts.get_many(&user(ANN), &[1]).await;
                } else {
                    world.read(ANN, 1).await;
                }
                world.quiet().await;
            }
            assert_eq!(world.cache.health().quarantined_scopes, 0, "in batches: {in_batches}");
        });
    }
}

#[tokio::test]
async fn an_invalidation_that_is_pending_reaches_other_processes_while_another_uncovered_mutation_runs() {
    let (world, store) = Flaky::world();
    for id in [1, 2] {
        world.db.write(ANN, id);
        world.read(ANN, id).await;
    }
    world.quiet().await;
    let other = World::over(Cache::builder(store.clone()), world.clock.clone());
    store.goes_down();
    let slow = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.db.write(ANN, 2);
    world.posts.invalidate(&user(ANN), &2).await.unwrap_err();
    store.comes_back();
    for _ in 0..60 {
        world.advance(1);
        world.quiet().await;
    }
    let seen = other.posts.get(&user(ANN), &2).await;
    drop(slow);
    assert_eq!(seen.map(|post| post.version), None, "a minute after the store came back");
}

#[tokio::test]
async fn an_old_confirmation_does_not_speak_for_an_invalidation_that_came_after_its_own_was_over() {
    for by_mutation in [true, false] {
        let (world, store) = Flaky::world();
        world.db.write(ANN, 2);
        let fails_to_invalidate = async |id: i64| {
            store.goes_down();
            if by_mutation {
                let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &id).begin().await;
                world.db.write(ANN, id);
                mutation.commit().await;
            } else {
                world.db.write(ANN, id);
                world.posts.invalidate(&user(ANN), &id).await.unwrap_err();
            }
        };
        fails_to_invalidate(1).await;
        store.comes_back_after_a_try(&world).await;
        // The task sends it, and its answer is slow.
        let slow = store.holds(Answer::Invalidate);
        world.advance(1);
        slow.entered().await;
        store.holds_no_more();
        // Somebody else sends it too, and it is over.
        world.cache.run_pending().await;
        assert_eq!(world.cache.health().quarantined_scopes, 0);
        world.read(ANN, 2).await;
        world.quiet().await;
        fails_to_invalidate(2).await;
        store.comes_back();
        slow.let_one_go();
        world.quiet().await;
        assert_eq!(world.read(ANN, 2).await.unwrap().version, 2, "by a mutation: {by_mutation}");
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_during_a_commit_does_not_make_the_cache_unhealthy() {
    let (world, store) = Flaky::world();
    let gate = store.holds(Answer::Finish);
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    mutation.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
    let commit = tokio::spawn(mutation.commit());
    gate.entered().await;
    commit.abort();
    commit.await.unwrap_err();
    let health = world.cache.health();
    assert_ne!(health.status, Status::Unhealthy, "{:?}", health.reasons);
}

#[tokio::test]
async fn a_scope_that_waits_for_a_commit_on_its_way_is_no_fault_of_the_store() {
    for world in World::each() {
        let mut mutation = world.cache.mutation(&user(ANN)).begin().await;
        mutation.evict(&world.posts, &2);
        drop(mutation);
        let health = world.cache.health();
        assert_eq!((health.status, health.quarantined_scopes), (Status::Healthy, 1), "{:?}", health.reasons);
    }
}
