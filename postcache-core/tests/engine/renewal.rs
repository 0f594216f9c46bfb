//! The fence of a mutation stands for as long as it runs, and no longer.

use std::time::Duration;

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, World, user};

/// The fence of such a store ends after 15 s unless it is renewed, each 5 s.
async fn passes(world: &World, seconds: u64) {
    for _ in 0..seconds {
        world.advance(1);
        world.quiet().await;
    }
}

#[tokio::test]
async fn a_mutation_that_outlives_its_fences_ttl_stays_fenced_and_alone() {
    let world = World::of_bytes();
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    passes(&world, 40).await;
    assert_eq!(world.read(ANN, 1).await, None);
    world.quiet().await;
    assert_eq!(world.posts.stats().filled("fenced"), 1);
    mutation.put(&world.posts, &1, world.db.write(ANN, 1).into());
    mutation.commit().await;
    assert_eq!(world.posts.stats().put("stored"), 1);
}

#[tokio::test]
async fn a_fence_is_not_renewed_after_its_mutation_has_ended_in_any_way() {
    for ends in ["committed", "abandoned", "dropped"] {
        let world = World::of_bytes();
        world.db.write(ANN, 1);
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        passes(&world, 7).await;
        match ends {
            "committed" => mutation.commit().await,
            "abandoned" => mutation.abandon().await,
            _ => drop(mutation),
        }
        passes(&world, 6).await;
        world.read(ANN, 1).await;
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &1).await.is_some(), "{ends}: no fence and no hold is left");
    }
}

#[tokio::test]
async fn a_mutation_that_ends_while_a_renewal_is_on_its_way_waits_for_it() {
    let (world, store) = Flaky::world();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    let renewal = store.holds(Answer::Renew);
    world.quiet().await;
    world.advance(5);
    renewal.entered().await;
    let commit = tokio::spawn(mutation.commit());
    world.quiet().await;
    assert!(!commit.is_finished(), "the renewal may still take effect");
    renewal.let_one_go();
    commit.await.unwrap();
    assert_eq!(world.cache.stats().store.fences, 0);
}

#[tokio::test]
async fn no_renewal_is_sent_while_a_mutation_waits_for_its_end_to_be_confirmed() {
    let (world, store) = Flaky::world();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.quiet().await;
    world.clock.advance(Duration::from_millis(4_500));
    let finish = store.holds(Answer::Finish);
    let commit = tokio::spawn(mutation.commit());
    finish.entered().await;
    world.clock.advance(Duration::from_millis(600));
    world.quiet().await;
    finish.let_one_go();
    commit.await.unwrap();
    assert_eq!(world.cache.stats().store.fences, 0, "a renewal would have raised it again");
}

#[tokio::test]
async fn a_cache_says_after_how_long_a_fence_ends_that_is_not_renewed() {
    let (world, store) = Flaky::world_with(|builder| builder.fence_ttl(Duration::from_secs(30)));
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    store.goes_down();
    passes(&world, 29).await;
    assert_eq!(world.cache.stats().store.fences, 1);
    passes(&world, 1).await;
    assert_eq!(world.cache.stats().store.fences, 0);
    drop(mutation);
}

#[tokio::test]
async fn a_mutation_that_outlived_its_fence_and_whose_end_was_not_confirmed_is_counted() {
    for (seconds, uncovered) in [(14, 0), (15, 1)] {
        let (world, store) = Flaky::world();
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        store.goes_down();
        passes(&world, seconds).await;
        mutation.commit().await;
        assert_eq!(world.cache.health().uncovered_mutations, uncovered, "after {seconds} s");
        assert_eq!(world.cache.health().quarantined_scopes, 1);
    }
}

#[tokio::test]
async fn a_mutation_whose_fence_was_renewed_in_time_is_covered_by_it() {
    let (world, store) = Flaky::world();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    passes(&world, 18).await;
    store.goes_down();
    mutation.commit().await;
    assert_eq!(world.cache.health().uncovered_mutations, 0);
}
