//! Many entries at once.

mod closed;
mod flights;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Barrier;

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, BOB, DbError, Post, World, user};

fn post(id: i64, version: u64) -> Post {
    Post { owner: ANN, id, version }
}

/// The values, and what each call of the loader was asked for.
type Loaded = (Vec<Option<Post>>, Vec<Vec<i64>>);

async fn many(world: &World, keys: &[i64], version: u64) -> Loaded {
    let calls = Mutex::new(Vec::new());
    let answer =
        world
            .posts
            .get_many_or_load(&user(ANN), keys, |missing| {
                let missing: Vec<i64> = missing.into_iter().copied().collect();
                calls.lock().unwrap().push(missing.clone());
                // In another order than asked, and one that nobody asked for.
                async move {
                    Ok::<_, DbError>(missing.into_iter().rev().chain([555]).map(move |id| (id, post(id, version))))
                }
            })
            .await;
    let values = answer.unwrap().into_iter().map(|value| value.map(|post| (*post).clone())).collect();
    (values, calls.into_inner().unwrap())
}

#[tokio::test]
async fn the_loader_is_called_once_with_what_is_missing_and_each_row_finds_its_place() {
    for world in World::each() {
        let (values, calls) = many(&world, &[3, 1, 2], 1).await;
        assert_eq!(values, [Some(post(3, 1)), Some(post(1, 1)), Some(post(2, 1))]);
        assert_eq!(calls, [[3, 1, 2]]);
        world.quiet().await;
        let (values, calls) = many(&world, &[2, 4, 3, 5], 2).await;
        assert_eq!(values, [Some(post(2, 1)), Some(post(4, 2)), Some(post(3, 1)), Some(post(5, 2))]);
        assert_eq!(calls, [[4, 5]]);
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &555).await.is_none(), "nobody asked for it");
    }
}

#[tokio::test]
async fn a_key_that_repeats_is_loaded_once() {
    for world in World::each() {
        let (values, calls) = many(&world, &[7, 7, 8, 7], 1).await;
        assert_eq!(values, [Some(post(7, 1)), Some(post(7, 1)), Some(post(8, 1)), Some(post(7, 1))]);
        assert_eq!(calls, [[7, 8]]);
    }
}

#[tokio::test]
async fn a_batch_of_nothing_and_a_batch_of_hits_call_no_loader() {
    for world in World::each() {
        assert_eq!(many(&world, &[], 1).await, (vec![], vec![]));
        many(&world, &[1], 1).await;
        world.quiet().await;
        assert_eq!(many(&world, &[1], 2).await, (vec![Some(post(1, 1))], vec![]));
        let found = world.posts.get_many(&user(ANN), &[2, 1]).await;
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
    }
}

#[tokio::test]
async fn a_key_without_a_row_is_none_and_an_error_is_the_loaders() {
    for world in World::each() {
        let none = |_: Vec<&i64>| async { Ok::<_, DbError>(Vec::<(i64, Post)>::new()) };
        assert_eq!(world.posts.get_many_or_load(&user(ANN), &[1, 2], none).await.unwrap(), [None, None]);
        let fail = |_: Vec<&i64>| async { Err::<Vec<(i64, Post)>, _>(DbError) };
        assert_eq!(world.posts.get_many_or_load(&user(ANN), &[1, 2], fail).await, Err(DbError));
        assert_eq!(many(&world, &[1], 1).await.0, [Some(post(1, 1))], "its flights are gone");
    }
}

#[tokio::test]
async fn a_foreign_row_in_a_batch_goes_to_its_caller_and_is_not_stored() {
    for world in World::each() {
        let rows = |_: Vec<&i64>| async {
            Ok::<_, DbError>([(1_i64, post(1, 1)), (2, Post { owner: BOB, id: 2, version: 1 })])
        };
        world.posts.get_many_or_load(&user(ANN), &[1, 2], rows).await.unwrap();
        world.quiet().await;
        let found = world.posts.get_many(&user(ANN), &[1, 2]).await;
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false]);
    }
}

/// Only threads can make each lead what the other one follows. Time stands still, so no timeout would end a deadlock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_batches_with_crossed_keys_both_end() {
    for world in World::each() {
        for round in 0..200 {
            let (one, other) = (2 * round, 2 * round + 1);
            let together = Arc::new(Barrier::new(2));
            let batch = |keys: [i64; 2]| {
                let (world, together) = (world.clone(), Arc::clone(&together));
                tokio::spawn(async move {
                    together.wait().await;
                    many(&world, &keys, 1).await.0
                })
            };
            let (forward, backward) = (batch([one, other]), batch([other, one]));
            assert_eq!(forward.await.unwrap(), [Some(post(one, 1)), Some(post(other, 1))]);
            assert_eq!(backward.await.unwrap(), [Some(post(other, 1)), Some(post(one, 1))]);
        }
    }
}

#[tokio::test]
async fn a_batch_takes_what_another_reader_is_loading() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let held = world.held_read(ANN, 1).await;
        let batch = tokio::spawn({
            let world = world.clone();
            async move { many(&world, &[1, 2], 9).await }
        });
        world.quiet().await;
        assert!(!batch.is_finished());
        held.done().await;
        let (values, calls) = batch.await.unwrap();
        assert_eq!(values, [Some(post(1, 1)), Some(post(2, 9))]);
        assert_eq!(calls, [[2]], "the one that was joined is not loaded again");
    }
}

#[tokio::test]
async fn a_mutation_during_a_batch_is_not_overwritten_by_it() {
    for world in World::each() {
        let gate = crate::world::Gate::new();
        let batch = tokio::spawn({
            let (world, gate) = (world.clone(), gate.clone());
            async move {
                let loader = |_: Vec<&i64>| {
                    let gate = gate.clone();
                    async move {
                        gate.pass().await;
                        Ok::<_, DbError>([(1_i64, post(1, 1)), (2, post(2, 1))])
                    }
                };
                world.posts.get_many_or_load(&user(ANN), &[1, 2], loader).await.unwrap().len()
            }
        });
        gate.entered().await;
        world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await.commit().await;
        gate.let_one_go();
        batch.await.unwrap();
        world.quiet().await;
        let found = world.posts.get_many(&user(ANN), &[1, 2]).await;
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
    }
}

#[tokio::test]
async fn a_warm_up_fills_in_batches_says_how_far_it_is_and_goes_on_after_a_failure() {
    for world in World::each() {
        let keys: Vec<i64> = (0..10).collect();
        let said = Mutex::new(Vec::new());
        let warmed = world
            .posts
            .warm(&user(ANN), &keys)
            .batch(4)
            .parallel(2)
            .on_progress(|progress| said.lock().unwrap().push((progress.done + progress.failed, progress.remaining)))
            .load(|ids| async move {
                if ids.contains(&&5) {
                    return Err(DbError);
                }
                Ok(ids.into_iter().map(|id| (*id, post(*id, 1))))
            })
            .await;
        assert_eq!((warmed.done, warmed.failed, warmed.first_error), (6, 4, Some(DbError)));
        assert_eq!(said.lock().unwrap().last(), Some(&(10, 0)));
        assert_eq!(said.lock().unwrap().len(), 3);
        world.quiet().await;
        let there = world.posts.get_many(&user(ANN), &keys).await;
        assert_eq!(there.iter().flatten().count(), 6);
    }
}

#[tokio::test]
async fn a_scope_that_identifies_nobody_loads_its_batch_without_the_cache() {
    let world = World::new();
    let nobody = postcache_core::OnBehalfOf::new("", "a test");
    let rows = |ids: Vec<&i64>| {
        let ids: Vec<i64> = ids.into_iter().copied().collect();
        async move { Ok::<_, DbError>(ids.into_iter().map(|id| (id, post(id, 1)))) }
    };
    let values = world.posts.get_many_or_load(&nobody, &[1, 2, 1], rows).await.unwrap();
    assert_eq!(values.iter().flatten().count(), 3);
    assert_eq!(world.cache.stats().store.entries, 0);
}

#[tokio::test]
async fn each_call_of_a_batchs_loader_is_counted_with_how_it_ended() {
    for world in World::each() {
        many(&world, &[1, 2], 1).await;
        let fails = |_: Vec<&i64>| async { Err::<[(i64, Post); 0], _>(DbError) };
        world.posts.get_many_or_load(&user(ANN), &[3], fails).await.unwrap_err();
        assert_eq!(world.posts.stats().loads, 2);
    }
}

#[tokio::test]
async fn a_batch_whose_lease_finds_a_kept_not_found_takes_it() {
    let (world, store) = Flaky::world();
    let negative = world.posts.with(|policy| policy.negative_ttl(Duration::from_secs(60))).unwrap();
    let looked = store.holds(Answer::GetMany);
    let batch = tokio::spawn({
        let (negative, world) = (negative.clone(), world.clone());
        async move {
            let loader = |_: Vec<&i64>| {
                drop(world.db.enter());
                async { Ok::<[(i64, Post); 0], DbError>([]) }
            };
            negative.get_many_or_load(&user(ANN), &[1], loader).await.unwrap()
        }
    });
    looked.entered().await;
    let none: Option<Post> = negative.get_or_load(&user(ANN), &1, || async { None }).await;
    world.quiet().await;
    looked.let_one_go();
    assert_eq!((none, batch.await.unwrap()), (None, vec![None]));
    assert_eq!(world.loads(), 0, "it was there");
}
