//! Batches beside other readers, and inside loaders.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock};
use tokio::task::{JoinHandle, JoinSet};

use super::{Loaded, many, post};
use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, DbError, Gate, Post, World, user};

fn spawn_many(world: &World, keys: &'static [i64], version: u64) -> JoinHandle<Loaded> {
    let world = world.clone();
    tokio::spawn(async move { many(&world, keys, version).await })
}

#[tokio::test]
async fn a_batch_that_missed_and_then_met_a_fill_on_its_way_finds_what_was_filled() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let held = world.held_read(ANN, 1).await;
    let lookup = store.holds(Answer::GetMany);
    let batch = spawn_many(&world, &[1], 9);
    lookup.entered().await;
    let fill = store.holds(Answer::Fill);
    held.done().await;
    fill.entered().await;
    lookup.let_one_go();
    world.quiet().await;
    fill.let_one_go();
    assert_eq!(batch.await.unwrap(), (vec![Some(post(1, 1))], vec![]));
}

#[tokio::test]
async fn a_batch_loads_for_itself_when_its_join_timeout_has_passed() {
    for world in World::each() {
        let stuck = world.held_read(ANN, 1).await;
        let batch = spawn_many(&world, &[1, 2], 9);
        world.quiet().await;
        assert!(!batch.is_finished());
        world.advance(6);
        world.quiet().await;
        assert!(batch.is_finished());
        let (values, calls) = batch.await.unwrap();
        assert_eq!(values, [Some(post(1, 9)), Some(post(2, 9))]);
        assert_eq!(calls, [[2], [1]]);
        stuck.done().await;
    }
}

#[tokio::test]
async fn what_a_batch_leads_is_shared_before_it_waits_for_what_it_joined() {
    for world in World::each() {
        world.db.write(ANN, 2);
        let held = world.held_read(ANN, 2).await;
        let gate = Gate::new();
        let batch = tokio::spawn({
            let (world, gate) = (world.clone(), gate.clone());
            async move {
                let loader = |_: Vec<&i64>| async {
                    gate.pass().await;
                    Ok::<_, DbError>([(1_i64, post(1, 1))])
                };
                world.posts.get_many_or_load(&user(ANN), &[1, 2], loader).await.unwrap().len()
            }
        });
        gate.entered().await;
        let reader = tokio::spawn({
            let world = world.clone();
            async move { world.read(ANN, 1).await }
        });
        world.quiet().await;
        gate.let_one_go();
        world.quiet().await;
        assert!(reader.is_finished() && !batch.is_finished(), "the batch still waits for the other key");
        assert_eq!(reader.await.unwrap(), Some(post(1, 1)));
        held.done().await;
        assert_eq!(batch.await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_loader_may_ask_for_its_own_key_in_a_batch() {
    for world in World::each() {
        let load = || async { many(&world, &[1], 1).await.0[0].clone() };
        let ann = user(ANN);
        let mut read = std::pin::pin!(world.posts.get_or_load::<Option<Post>, _, _, _, _>(&ann, &1, load));
        assert_eq!(at_once(&world, read.as_mut()).await, Some(Some(post(1, 1))));
    }
}

#[tokio::test]
async fn the_loader_of_a_batch_may_read_its_own_keys() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let loader = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, world.read(ANN, 1).await.unwrap())]) };
        let ann = user(ANN);
        let mut batch = std::pin::pin!(world.posts.get_many_or_load(&ann, &[1], loader));
        assert!(at_once(&world, batch.as_mut()).await.is_some());
    }
}

/// The second call of the loader, for keys whose flight left nothing to take, is a load as the first is.
#[tokio::test]
async fn the_second_call_of_a_batchs_loader_waits_for_no_flight_either() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let leaves = world.held_read(ANN, 1).await;
        let batch = tokio::spawn({
            let world = world.clone();
            async move {
                let loader = |_: Vec<&i64>| async {
                    let led_by_another = world.held_read(ANN, 1).await;
                    let row = world.read(ANN, 1).await.unwrap();
                    led_by_another.done().await;
                    Ok::<_, DbError>([(1_i64, row)])
                };
                world.posts.get_many_or_load(&user(ANN), &[1], loader).await.unwrap().len()
            }
        });
        world.quiet().await;
        leaves.cancel().await;
        for _ in 0..4 {
            world.quiet().await;
        }
        assert!(batch.is_finished());
    }
}

#[tokio::test]
async fn a_row_that_was_not_missing_does_not_take_the_place_of_the_cached_one() {
    for world in World::each() {
        many(&world, &[1], 1).await;
        world.quiet().await;
        let both = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, post(1, 9)), (2, post(2, 9))]) };
        let values = world.posts.get_many_or_load(&user(ANN), &[1, 2], both).await.unwrap();
        assert_eq!(values.iter().flatten().map(|post| post.version).collect::<Vec<_>>(), [1, 9]);
    }
}

#[tokio::test]
async fn the_leases_of_a_batch_are_asked_for_at_once() {
    let (world, store) = Flaky::world();
    let leases = store.holds(Answer::Lease);
    let batch = spawn_many(&world, &[1, 2, 3], 1);
    for _ in 0..3 {
        leases.entered().await;
    }
    for _ in 0..3 {
        leases.let_one_go();
    }
    assert_eq!(batch.await.unwrap().1, [[1, 2, 3]]);
}

#[tokio::test]
async fn a_warm_up_calls_its_loader_no_more_often_at_once_than_it_may_and_keeps_the_first_error() {
    for world in World::each() {
        let keys: Vec<i64> = (0..10).collect();
        let calls = AtomicUsize::new(0);
        let order = Mutex::new(Vec::new());
        let warmed = world
            .posts
            .warm(&user(ANN), &keys)
            .batch(1)
            .parallel(3)
            .load(|ids| {
                let running = world.db.enter();
                let (id, nth) = (*ids[0], calls.fetch_add(1, SeqCst));
                order.lock().unwrap().push(id);
                async move {
                    tokio::task::yield_now().await;
                    drop(running);
                    if nth > 0 { Err(id) } else { Ok([(id, post(id, 1))]) }
                }
            })
            .await;
        assert_eq!(world.db.most_at_once.load(SeqCst), 3);
        assert_eq!((warmed.done, warmed.failed), (1, 9));
        assert_eq!(warmed.first_error, order.into_inner().unwrap().get(1).copied());
    }
}

/// What `call` answers without anybody else's doing; `None` if it waits for somebody.
async fn at_once<T>(world: &World, mut call: std::pin::Pin<&mut impl Future<Output = T>>) -> Option<T> {
    tokio::select! {
        biased;
        answer = &mut call => Some(answer),
        () = world.quiet() => None,
    }
}

#[tokio::test]
async fn the_loader_of_batches_that_always_fails_is_called_by_at_most_four_at_once() {
    for world in World::each() {
        let mut readers = JoinSet::new();
        for _ in 0..1_000 {
            let world = world.clone();
            readers.spawn(async move {
                let loader = |_: Vec<&i64>| {
                    let running = world.db.enter();
                    async move {
                        tokio::task::yield_now().await;
                        drop(running);
                        Err::<Vec<(i64, Post)>, _>(DbError)
                    }
                };
                world.posts.get_many_or_load(&user(ANN), &[1], loader).await
            });
        }
        readers.join_all().await;
        let most = world.db.most_at_once.load(SeqCst);
        assert!(most <= 4, "{most} at once");
    }
}

#[tokio::test]
async fn a_batch_that_finds_another_types_object_loads() {
    let clock = ManualClock::new();
    let store = Arc::new(ReferenceStore::new(clock.clone()));
    let one = Cache::builder(Arc::clone(&store)).clock(clock.clone()).build().unwrap();
    let other = Cache::builder(store).clock(clock).build().unwrap();
    let numbers = one.region::<i64, u64>("mixed").unchecked("a test").unwrap();
    let texts = other.region::<i64, String>("mixed").unchecked("a test").unwrap();
    let _seven: u64 = numbers.get_or_load(&user(ANN), &1, || async { 7 }).await;
    let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, "mine".to_owned())]) };
    let found = texts.get_many_or_load(&user(ANN), &[1], rows).await.unwrap();
    assert_eq!(found[0].as_deref().map(String::as_str), Some("mine"));
}
