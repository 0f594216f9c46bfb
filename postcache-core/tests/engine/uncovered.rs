//! Mutations whose beginning or end did not reach the store: nothing that they named is used until it did.

use std::sync::Arc;

use postcache_core::Mutation;

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, BOB, World, user};

/// Ann's entries 1 and 2 and her list, stored.
async fn filled() -> (World, Flaky) {
    let (world, store) = Flaky::world();
    for id in 1..3 {
        world.db.write(ANN, id);
        world.read(ANN, id).await;
    }
    world.list(ANN).await;
    world.quiet().await;
    (world, store)
}

async fn unfenced(world: &World, store: &Flaky) -> Mutation {
    store.goes_down();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    assert!(!mutation.is_fenced());
    mutation
}

/// Names, after the fact, entry 2 and the lists.
fn names_more(world: &World, mutation: &mut Mutation) {
    mutation.evict(&world.posts, &2);
    mutation.invalidate_tags(["posts"]);
}

/// The scope is used again, and its posts are gone.
async fn posts_are_gone(world: &World) {
    assert_eq!(world.cache.health().quarantined_scopes, 0);
    assert_eq!(world.posts.get_many(&user(ANN), &[1, 2]).await, [None, None]);
}

async fn all_is_gone(world: &World) {
    posts_are_gone(world).await;
    assert!(world.lists.get(&user(ANN), &0).await.is_none());
}

#[tokio::test]
async fn the_scope_of_an_uncovered_mutation_is_not_used_while_it_runs_either() {
    let (world, store) = filled().await;
    let mutation = unfenced(&world, &store).await;
    store.comes_back();
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    world.db.write(ANN, 1);
    assert_eq!(world.read(ANN, 1).await.unwrap().version, 2);
    mutation.commit().await;
}

#[tokio::test]
async fn an_invalidation_that_lands_while_an_uncovered_mutation_still_runs_does_not_end_its_quarantine() {
    let (world, store) = filled().await;
    let mutation = unfenced(&world, &store).await;
    world.posts.invalidate(&user(ANN), &2).await.unwrap_err();
    store.comes_back();
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    world.db.write(ANN, 1);
    mutation.commit().await;
    posts_are_gone(&world).await;
}

#[tokio::test]
async fn an_invalidation_that_lands_does_not_speak_for_one_that_came_while_it_was_on_its_way() {
    let (world, store) = filled().await;
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    store.comes_back();
    let first = store.holds(Answer::Invalidate);
    first.entered().await;
    store.goes_down();
    world.posts.invalidate(&user(ANN), &2).await.unwrap_err();
    first.let_one_go();
    world.quiet().await;
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    store.holds_no_more();
    store.comes_back();
    world.cache.run_pending().await;
    posts_are_gone(&world).await;
}

#[tokio::test]
async fn an_uncovered_mutation_whose_store_is_back_when_it_ends_is_over_when_its_call_returns() {
    let (world, store) = filled().await;
    let mut mutation = unfenced(&world, &store).await;
    store.comes_back();
    names_more(&world, &mut mutation);
    mutation.commit().await;
    all_is_gone(&world).await;
}

#[tokio::test]
async fn what_an_uncovered_mutation_named_late_is_invalidated_too_if_it_is_dropped() {
    let (world, store) = filled().await;
    let mut mutation = unfenced(&world, &store).await;
    names_more(&world, &mut mutation);
    drop(mutation);
    store.comes_back();
    world.advance(6);
    world.cache.run_pending().await;
    all_is_gone(&world).await;
}

#[tokio::test]
async fn what_a_mutation_named_late_is_invalidated_too_if_its_finish_was_lost() {
    let (world, store) = filled().await;
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    names_more(&world, &mut mutation);
    let created = world.db.write(ANN, 3);
    mutation.put(&world.posts, &3, created.into());
    store.goes_down();
    mutation.commit().await;
    assert_eq!(world.posts.stats().put("error"), 1);
    store.comes_back();
    world.cache.run_pending().await;
    all_is_gone(&world).await;
}

#[tokio::test]
async fn a_mutation_that_was_refused_for_its_fence_may_have_raised_it_and_is_followed_by_an_invalidation() {
    let (world, store) = filled().await;
    store.goes_down();
    world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin_fenced().await.unwrap_err();
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    store.comes_back();
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 0);
    assert!(world.posts.get(&user(ANN), &1).await.is_none());
    assert!(world.posts.get(&user(ANN), &2).await.is_some());
}

#[tokio::test]
async fn what_is_queued_is_sent_without_anybody_asking_each_time_that_it_is_needed() {
    let (world, store) = filled().await;
    for _ in 0..2 {
        let mutation = unfenced(&world, &store).await;
        mutation.commit().await;
        store.comes_back_after_a_try(&world).await;
        assert_eq!(world.cache.health().quarantined_scopes, 1);
        for _ in 0..3 {
            world.advance(1);
            world.quiet().await;
        }
        assert_eq!(world.cache.health().quarantined_scopes, 0);
    }
}

#[tokio::test]
async fn a_hold_of_an_uncovered_mutation_ends_without_anybody_asking() {
    let (world, store) = filled().await;
    drop(unfenced(&world, &store).await);
    store.comes_back();
    for second in 0..8 {
        assert_eq!(world.cache.health().quarantined_scopes, usize::from(second < 5), "after {second} s");
        world.advance(1);
        world.quiet().await;
    }
}

#[tokio::test]
async fn more_quarantined_scopes_than_the_queue_holds_close_the_store_until_all_of_them_landed() {
    let (world, store) = filled().await;
    world.db.write(BOB, 1);
    world.read(BOB, 1).await;
    world.quiet().await;
    store.goes_down();
    for owner in 1_000..11_000 {
        world.posts.invalidate(&user(owner), &1).await.unwrap_err();
    }
    store.comes_back_after_a_try(&world).await;
    assert!(world.posts.get(&user(BOB), &1).await.is_some(), "as many as it holds");
    store.goes_down();
    world.posts.invalidate(&user(11_000), &1).await.unwrap_err();
    store.comes_back_after_a_try(&world).await;
    let before = world.loads();
    world.read(BOB, 1).await;
    assert_eq!(world.loads(), before + 1, "no scope is used");
    world.cache.run_pending().await;
    assert_eq!(world.cache.health().quarantined_scopes, 0);
    world.read(BOB, 1).await;
    assert_eq!(world.loads(), before + 1, "what was stored before is used again");
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    store.comes_back_after_a_try(&world).await;
    world.read(BOB, 1).await;
    assert_eq!(world.loads(), before + 1, "one scope is one scope again");
}

#[tokio::test]
async fn an_uncovered_bulk_operation_clears_its_scope_when_the_store_is_back() {
    let (world, store) = filled().await;
    store.goes_down();
    let mutation = world.cache.mutation(&user(ANN)).clear_scope().begin().await;
    mutation.commit().await;
    store.comes_back();
    world.cache.run_pending().await;
    all_is_gone(&world).await;
}

#[tokio::test]
async fn the_queue_ends_with_its_cache() {
    let (world, store) = filled().await;
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    world.quiet().await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert_eq!(tasks(), 1);
    let clock = world.clock.clone();
    drop(world);
    clock.advance(std::time::Duration::from_secs(1));
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(tasks(), 0);
}

/// The runtime may end while the task waits, or before it was polled at all.
#[test]
fn the_queue_is_drained_after_the_runtime_that_it_started_in_has_ended() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for task_was_polled in [true, false] {
        let (world, store) = Flaky::world();
        runtime().block_on(async {
            store.goes_down();
            world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
            if task_was_polled {
                world.quiet().await;
            }
        });
        runtime().block_on(async {
            world.posts.invalidate(&user(BOB), &1).await.unwrap_err();
            store.comes_back();
            for _ in 0..5 {
                world.advance(1);
                world.quiet().await;
            }
            assert_eq!(world.cache.health().quarantined_scopes, 0, "polled: {task_was_polled}");
        });
    }
}

#[tokio::test]
async fn a_put_of_an_uncovered_mutation_is_counted() {
    let (world, store) = Flaky::world();
    store.goes_down();
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    mutation.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
    mutation.commit().await;
    let puts: u64 = world.posts.stats().puts.iter().map(|(_, count)| count).sum();
    assert_eq!(puts, 1);
}

#[tokio::test]
async fn a_scope_with_a_mutation_under_way_is_not_invalidated_over_and_over() {
    let (world, store) = Flaky::world();
    store.goes_down();
    let running = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.posts.invalidate(&user(ANN), &2).await.unwrap_err();
    store.comes_back_after_a_try(&world).await;
    let sent = store.holds(Answer::Invalidate);
    for _ in 0..10 {
        world.advance(1);
        world.quiet().await;
        sent.let_one_go();
    }
    world.quiet().await;
    let mut times = 0;
    while sent.try_entered() {
        times += 1;
    }
    assert!(times <= 1, "{times} times");
    drop(running);
}

#[tokio::test]
async fn a_scope_whose_invalidation_fails_does_not_hold_up_the_others() {
    let (world, store) = Flaky::world();
    store.goes_down();
    for owner in 0..20 {
        world.posts.invalidate(&user(owner), &1).await.unwrap_err();
    }
    store.refuses(&world.posts.entry(&user(7), &1).unwrap().key.to_scope_key());
    store.comes_back_after_a_try(&world).await;
    for _ in 0..10 {
        world.advance(1);
        world.quiet().await;
    }
    assert_eq!(world.cache.health().quarantined_scopes, 1);
}

#[tokio::test]
async fn nothing_is_put_into_a_scope_in_which_an_uncovered_mutation_runs() {
    let (world, store) = filled().await;
    let uncovered = unfenced(&world, &store).await;
    store.comes_back();
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &2).begin().await;
    assert!(mutation.is_fenced());
    mutation.put(&world.posts, &2, Arc::new(world.db.write(ANN, 2)));
    mutation.commit().await;
    assert_eq!((world.posts.stats().put("stored"), world.posts.stats().put("overlapped")), (0, 1));
    uncovered.commit().await;
    posts_are_gone(&world).await;
}

#[tokio::test]
async fn what_a_mutation_named_late_is_invalidated_too_if_its_commit_is_dropped() {
    let (world, store) = filled().await;
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    names_more(&world, &mut mutation);
    store.hangs();
    let commit = tokio::spawn(mutation.commit());
    world.quiet().await;
    commit.abort();
    commit.await.unwrap_err();
    store.comes_back();
    assert_eq!(world.cache.health().quarantined_scopes, 1);
    world.advance(5);
    world.cache.run_pending().await;
    all_is_gone(&world).await;
}
