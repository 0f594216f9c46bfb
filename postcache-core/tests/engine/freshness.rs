//! A value loaded before a mutation is never visible after it.

use std::sync::Arc;

use crate::world::{ANN, BOB, DbError, World, user};

/// A load that read the database before `$mutation` ended must not be stored: the next read sees what was written.
macro_rules! a_held_load_is_not_stored_over {
    ($($(#[$doc:meta])* $name:ident: |$world:ident| $mutation:block)+) => { $(
        $(#[$doc])*
        #[tokio::test]
        async fn $name() {
            for $world in World::each() {
                $world.db.write(ANN, 1);
                let held = $world.held_read(ANN, 1).await;
                let held_list = $world.held_list(ANN).await;
                $mutation
                let wrote = $world.db.load(ANN, 1).unwrap();
                assert_eq!(held.done().await.unwrap().version, 1, "its own caller gets what it loaded");
                assert_eq!(held_list.done().await[0].version, 1);
                $world.quiet().await;
                assert_eq!($world.read(ANN, 1).await, Some(wrote.clone()));
                assert_eq!($world.list(ANN).await, [wrote]);
            }
        }
    )+ };
}

a_held_load_is_not_stored_over! {
    an_evict: |world| {
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).invalidate_tags(["posts"]).begin().await;
        world.db.write(ANN, 1);
        mutation.commit().await;
    }

    a_put: |world| {
        let mut mutation =
            world.cache.mutation(&user(ANN)).evict(&world.posts, &1).invalidate_tags(["posts"]).begin().await;
        let wrote = world.db.write(ANN, 1);
        mutation.put(&world.posts, &1, Arc::new(wrote));
        mutation.commit().await;
    }

    a_key_that_is_learnt_late: |world| {
        let mut mutation = world.cache.mutation(&user(ANN)).begin().await;
        world.db.write(ANN, 1);
        mutation.evict(&world.posts, &1);
        mutation.invalidate_tags(["posts"]);
        mutation.commit().await;
    }

    a_scope_clear: |world| {
        let mutation = world.cache.mutation(&user(ANN)).clear_scope().begin().await;
        world.db.write(ANN, 1);
        mutation.commit().await;
    }

    a_mutation_that_failed_though_it_wrote: |world| {
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).invalidate_tags(["posts"]);
        let failed: Result<(), DbError> = mutation.mutate(|| async {
            world.db.write(ANN, 1);
            Err(DbError)
        }).await;
        assert_eq!(failed, Err(DbError));
    }

    a_mutation_that_was_dropped_between_its_commit_and_its_finish: |world| {
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).invalidate_tags(["posts"]).begin().await;
        world.db.write(ANN, 1);
        drop(mutation);
    }

    an_invalidation_by_hand: |world| {
        world.db.write(ANN, 1);
        world.posts.invalidate(&user(ANN), &1).await.unwrap();
        world.cache.invalidate_tags(&user(ANN), ["posts"]).await.unwrap();
    }

    a_clear_by_hand: |world| {
        world.db.write(ANN, 1);
        world.cache.clear_scope(&user(ANN)).await.unwrap();
    }

    two_mutations_that_overlap: |world| {
        let first = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).invalidate_tags(["posts"]).begin().await;
        let second = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).invalidate_tags(["posts"]).begin().await;
        world.db.write(ANN, 1);
        second.commit().await;
        world.db.write(ANN, 1);
        first.commit().await;
    }
}

#[tokio::test]
async fn a_load_that_starts_inside_the_hold_of_a_dropped_mutation_and_ends_after_it_is_not_stored() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        drop(mutation);
        let held = world.held_read(ANN, 1).await;
        // The commit that was on its way takes effect at the last moment that it may.
        world.db.write(ANN, 1);
        world.advance(6);
        assert_eq!(held.done().await.unwrap().version, 1);
        world.quiet().await;
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 2);
    }
}

#[tokio::test]
async fn a_hold_ends_and_then_values_are_stored_again() {
    for world in World::each() {
        world.db.write(ANN, 1);
        drop(world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await);
        for _ in 0..2 {
            world.read(ANN, 1).await;
            world.quiet().await;
        }
        assert_eq!(world.loads(), 2, "held: each read loads");
        world.advance(6);
        for _ in 0..3 {
            world.read(ANN, 1).await;
            world.quiet().await;
        }
        assert_eq!(world.loads(), 3);
    }
}

#[tokio::test]
async fn a_read_that_begins_while_a_mutation_is_under_way_loads_and_stores_nothing() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 1);
        world.db.write(ANN, 1);
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 2);
        mutation.commit().await;
        world.quiet().await;
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 2);
        assert_eq!(world.posts.stats().filled("fenced"), 2);
    }
}

#[tokio::test]
async fn a_mutation_of_one_scope_leaves_the_others_alone() {
    for world in World::each() {
        for owner in [ANN, BOB] {
            world.db.write(owner, 1);
            world.read(owner, 1).await;
            world.list(owner).await;
        }
        world.quiet().await;
        let before = world.loads();
        world.cache.mutation(&user(ANN)).clear_scope().begin().await.commit().await;
        world.read(BOB, 1).await;
        world.list(BOB).await;
        assert_eq!(world.loads(), before, "no load for Bob");
        world.read(ANN, 1).await;
        assert_eq!(world.loads(), before + 1);
    }
}

/// moka 0.12 `get_with`, foyer 0.22: a reader that starts after write and invalidate joins the flight that began before, and
/// gets the old value although nothing is cached.
#[tokio::test]
async fn a_reader_that_starts_after_a_mutation_does_not_join_a_load_from_before_it() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let held = world.held_read(ANN, 1).await;
        world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await.commit().await;
        world.db.write(ANN, 1);
        let reader = tokio::spawn({
            let world = world.clone();
            async move { world.read(ANN, 1).await.unwrap().version }
        });
        world.quiet().await;
        assert!(!reader.is_finished(), "it waits for the flight that it may not take from");
        held.done().await;
        assert_eq!(reader.await.unwrap(), 2);
    }
}

/// moka, foyer and cachet: `insert(new)` during a load is overwritten by the older load.
#[tokio::test]
async fn a_put_during_a_load_wins_over_the_load() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let held = world.held_read(ANN, 1).await;
        let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
        let wrote = world.db.write(ANN, 1);
        mutation.put(&world.posts, &1, Arc::new(wrote));
        mutation.commit().await;
        held.done().await;
        world.quiet().await;
        let before = world.loads();
        assert_eq!(world.read(ANN, 1).await.unwrap().version, 2);
        assert_eq!(world.loads(), before, "the put value is a hit");
    }
}
