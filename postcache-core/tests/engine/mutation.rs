//! What a mutation leaves in the cache.

use std::sync::Arc;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock, Status};

use crate::world::{ANN, BOB, DbError, Post, World, user};

#[tokio::test]
async fn a_lone_mutation_puts_its_value() {
    for world in World::each() {
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        mutation.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
        mutation.commit().await;
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 1);
        assert_eq!(world.loads(), 0);
        assert_eq!(world.posts.stats().put("stored"), 1);
    }
}

#[tokio::test]
async fn a_key_that_the_database_makes_is_put_too() {
    for world in World::each() {
        let mut mutation = world.cache.mutation(&user(ANN)).invalidate_tags(["posts"]).begin().await;
        let created = world.db.write(ANN, 77);
        mutation.put(&world.posts, &created.id, Arc::new(created.clone()));
        mutation.commit().await;
        assert_eq!(world.read(ANN, 77).await, Some(created));
        assert_eq!(world.loads(), 0);
    }
}

#[tokio::test]
async fn an_overlapped_mutation_puts_nothing() {
    for world in World::each() {
        let mut first = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        let second = world.cache.mutation(&user(ANN)).evict(&world.posts, &2).begin().await;
        first.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
        second.commit().await;
        first.commit().await;
        assert_eq!(world.posts.stats().put("overlapped"), 1);
        world.read(ANN, 1).await;
        assert_eq!(world.loads(), 1);
    }
}

#[tokio::test]
async fn a_mutation_of_another_scope_does_not_overlap() {
    for world in World::each() {
        let mut ann = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        let bob = world.cache.mutation(&user(BOB)).evict(&world.posts, &1).begin().await;
        ann.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
        bob.commit().await;
        ann.commit().await;
        assert_eq!(world.posts.stats().put("stored"), 1);
    }
}

#[tokio::test]
async fn a_value_of_another_scope_is_not_put() {
    for world in World::each() {
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        mutation.put(&world.posts, &1, Arc::new(Post { owner: BOB, id: 1, version: 1 }));
        mutation.commit().await;
        assert!(world.posts.get(&user(ANN), &1).await.is_none());
        assert_eq!(world.posts.stats().refused, 1);
    }
}

#[tokio::test]
async fn an_abandoned_mutation_lifts_its_fence_at_once_and_puts_nothing() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        mutation.put(&world.posts, &1, Arc::new(Post { owner: ANN, id: 1, version: 99 }));
        mutation.abandon().await;
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 1);
        world.quiet().await;
        world.read(ANN, 1).await;
        assert_eq!(world.loads(), 1);
    }
}

#[tokio::test]
async fn a_settled_error_lifts_the_fence_and_any_other_holds_it() {
    #[derive(Debug, PartialEq)]
    enum Failed {
        Constraint,
        Broken,
    }
    let clock = ManualClock::new();
    let store = ReferenceStore::new(clock.clone());
    let world = World::over(Cache::builder(store).settled(|error: &Failed| *error == Failed::Constraint), clock);
    world.db.write(ANN, 1);
    for (error, loads) in [(Failed::Constraint, 1), (Failed::Broken, 2)] {
        let before = world.loads();
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1);
        let failed: Result<(), Failed> = mutation.mutate(|| async { Err(error) }).await;
        failed.unwrap_err();
        world.read(ANN, 1).await;
        world.read(ANN, 1).await;
        assert_eq!(world.loads() - before, loads);
    }
}

#[tokio::test]
async fn a_body_that_is_dropped_holds_the_fence() {
    let world = World::new();
    world.db.write(ANN, 1);
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1);
    let task = tokio::spawn(mutation.mutate(std::future::pending::<Result<(), DbError>>));
    world.quiet().await;
    task.abort();
    assert!(task.await.is_err_and(|error| error.is_cancelled()));
    world.read(ANN, 1).await;
    world.read(ANN, 1).await;
    assert_eq!(world.loads(), 2, "nothing is stored while its commit may be on its way");
}

#[tokio::test]
async fn a_body_that_panics_holds_the_fence() {
    let world = World::new();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1);
    let body = || async {
        assert!(user(ANN).why().is_empty(), "a bug in a mutation");
        Ok::<_, DbError>(())
    };
    let panicked = tokio::spawn(mutation.mutate(body)).await;
    assert!(panicked.is_err_and(|error| error.is_panic()));
    assert_eq!(world.cache.stats().store.holds, 1);
}

#[tokio::test]
async fn more_cells_than_a_call_may_name_clear_the_scope() {
    for world in World::each() {
        world.db.write(ANN, 9_999);
        world.read(ANN, 9_999).await;
        world.quiet().await;
        let mut mutation = world.cache.mutation(&user(ANN));
        for key in 0..300 {
            mutation = mutation.evict(&world.posts, &key);
        }
        mutation.begin().await.commit().await;
        world.read(ANN, 9_999).await;
        assert_eq!(world.loads(), 2, "the entry that was not named is gone too");
    }
}

#[tokio::test]
async fn more_cells_than_a_call_may_name_clear_the_scope_when_they_are_learnt_late_too() {
    for world in World::each() {
        world.db.write(ANN, 9_999);
        world.read(ANN, 9_999).await;
        world.quiet().await;
        let mut mutation = world.cache.mutation(&user(ANN)).begin().await;
        for key in 0..257 {
            mutation.evict(&world.posts, &key);
        }
        mutation.commit().await;
        assert!(world.posts.get(&user(ANN), &9_999).await.is_none());
    }
}

#[tokio::test]
async fn more_tags_than_a_call_may_name_clear_the_scope() {
    for world in World::each() {
        world.db.write(ANN, 1);
        world.read(ANN, 1).await;
        world.quiet().await;
        let tags = |count: usize| (0..count).map(|tag| format!("tag {tag}"));
        world.cache.invalidate_tags(&user(ANN), tags(256)).await.unwrap();
        assert!(world.posts.get(&user(ANN), &1).await.is_some());
        world.cache.invalidate_tags(&user(ANN), tags(257)).await.unwrap();
        assert!(world.posts.get(&user(ANN), &1).await.is_none());
    }
}

#[tokio::test]
async fn the_entry_of_a_put_that_was_refused_is_invalidated() {
    for world in World::each() {
        let posts = world.posts.with(|policy| policy.negative_ttl(std::time::Duration::from_secs(60))).unwrap();
        let read = async || posts.get_or_load(&user(ANN), &77, || async { world.db.load(ANN, 77) }).await;
        assert_eq!(read().await, None);
        world.quiet().await;
        let mut first = world.cache.mutation(&user(ANN)).invalidate_tags(["posts"]).begin().await;
        let second = world.cache.mutation(&user(ANN)).begin().await;
        first.put(&posts, &77, Arc::new(world.db.write(ANN, 77)));
        first.commit().await;
        second.commit().await;
        assert_eq!(posts.stats().put("overlapped"), 1);
        assert_eq!(read().await.unwrap().version, 1, "the old \"not found\" is gone");
    }
}

#[tokio::test]
async fn a_scope_that_identifies_nobody_mutates_as_without_a_cache() {
    let world = World::new();
    let nobody = postcache_core::OnBehalfOf::new("", "a test");
    let mut mutation = world.cache.mutation(&nobody).evict(&world.posts, &1).begin().await;
    mutation.put(&world.posts, &1, Arc::new(Post { owner: ANN, id: 1, version: 1 }));
    mutation.commit().await;
    assert_eq!(world.cache.stats().store.entries, 0);
    assert_eq!(world.posts.stats().bypassed, 1);
}

#[tokio::test]
async fn what_a_mutation_named_late_is_not_served_after_it_was_dropped() {
    for world in World::each() {
        for id in [1, 2] {
            world.db.write(ANN, id);
            world.read(ANN, id).await;
            world.quiet().await;
        }
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        world.db.write(ANN, 2);
        mutation.evict(&world.posts, &2);
        drop(mutation);
        assert_eq!(world.read(ANN, 2).await.unwrap().version, 2);
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &2).await.is_none(), "the commit may still be on its way");
        world.advance(6);
        world.cache.run_pending().await;
        assert_eq!(world.read(ANN, 2).await.unwrap().version, 2);
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &2).await.is_some());
    }
}

#[tokio::test]
async fn a_region_of_another_cache_is_not_served_while_a_mutation_that_named_it_runs_nor_what_was_there_after_it() {
    for (late, ends) in [(false, "committed"), (true, "committed"), (false, "abandoned"), (true, "dropped")] {
        let (one, other) = (World::new(), World::new());
        one.db.write(ANN, 1);
        one.read(ANN, 1).await;
        let builder = other.cache.mutation(&user(ANN));
        let mutation = if late {
            let mut mutation = builder.begin().await;
            mutation.put(&one.posts, &1, Arc::new(one.db.write(ANN, 1)));
            mutation
        } else {
            builder.evict(&one.posts, &1).begin().await
        };
        assert_eq!(one.cache.health().quarantined_scopes, 1);
        match ends {
            "committed" => mutation.commit().await,
            "abandoned" => mutation.abandon().await,
            _ => {
                drop(mutation);
                one.cache.run_pending().await;
                assert_eq!(one.cache.health().quarantined_scopes, 1, "a commit may still be on its way");
                one.advance(5);
                other.advance(5);
            }
        }
        one.cache.run_pending().await;
        assert_eq!(one.cache.health().quarantined_scopes, 0);
        assert!(one.posts.get(&user(ANN), &1).await.is_none());
    }
}

#[tokio::test]
#[should_panic(expected = "named region `post` of another cache")]
async fn where_mistakes_are_strict_a_region_of_another_cache_is_told_at_once() {
    let clock = ManualClock::new();
    let strict = World::over(Cache::builder(ReferenceStore::new(clock.clone())).strict(true), clock);
    drop(strict.cache.mutation(&user(ANN)).evict(&World::new().posts, &1));
}

#[tokio::test]
async fn a_mutation_that_is_dropped_after_its_put_holds_only_what_its_fence_covers() {
    for world in World::each() {
        world.db.write(ANN, 2);
        world.read(ANN, 2).await;
        world.quiet().await;
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        mutation.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
        // `tx.commit().await?` failed.
        drop(mutation);
        let health = world.cache.health();
        assert!(world.posts.get(&user(ANN), &2).await.is_some(), "an entry that nobody named");
        assert_ne!(health.status, Status::Unhealthy, "{:?}", health.reasons);
    }
}

#[tokio::test]
async fn what_a_mutation_evicts_after_it_put_it_is_not_stored() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        mutation.put(&world.posts, &1, Arc::new(world.db.write(ANN, 1)));
        // A later statement of the same transaction changes the row again.
        world.db.write(ANN, 1);
        mutation.evict(&world.posts, &1);
        mutation.commit().await;
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 3);
    }
}

#[tokio::test]
async fn two_caches_over_one_store_are_both_covered_by_a_mutation_of_one_that_names_a_region_of_the_other() {
    for late in [false, true] {
        let clock = ManualClock::new();
        let store = Arc::new(ReferenceStore::new(clock.clone()));
        let one = World::over(Cache::builder(Arc::clone(&store)), clock.clone());
        let other = World::over(Cache::builder(Arc::clone(&store)), clock.clone());
        one.db.write(ANN, 1);
        one.read(ANN, 1).await;
        let builder = one.cache.mutation(&user(ANN));
        let mutation = if late {
            let mut mutation = builder.begin().await;
            one.db.write(ANN, 1);
            mutation.evict(&other.posts, &1);
            mutation
        } else {
            let mutation = builder.evict(&other.posts, &1).begin().await;
            one.db.write(ANN, 1);
            mutation
        };
        mutation.commit().await;
        assert_eq!(one.read(ANN, 1).await.unwrap().version, 2, "the mutation had returned; late: {late}");
    }
}
