//! One load of an entry at a time, and nobody depends on a caller that goes away.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::task::{Context, Poll, Waker};

use tokio::task::JoinSet;

use crate::world::{ANN, DbError, Gate, Post, World, user};

fn post(id: i64) -> Post {
    Post { owner: ANN, id, version: 1 }
}

/// hitbox 0.2.4, cachet 0.16 and cached 4.1: off by default, every caller loads.
#[tokio::test]
async fn a_thousand_callers_of_a_cold_key_load_once() {
    for world in World::each() {
        let gate = Gate::new();
        let mut readers = JoinSet::new();
        for _ in 0..1_000 {
            let (world, gate) = (world.clone(), gate.clone());
            readers.spawn(async move {
                let load = || async {
                    let _running = world.db.enter();
                    gate.pass().await;
                    post(1)
                };
                world.posts.get_or_load(&user(ANN), &1, load).await
            });
        }
        gate.entered().await;
        for _ in 0..20 {
            world.quiet().await;
        }
        gate.let_one_go();
        let answers = readers.join_all().await;
        assert!(answers.iter().all(|answer: &Post| *answer == post(1)));
        assert_eq!(world.loads(), 1);
    }
}

#[tokio::test]
async fn a_loader_that_always_fails_is_called_by_at_most_four_at_once() {
    for world in World::each() {
        let mut readers = JoinSet::new();
        for _ in 0..1_000 {
            let world = world.clone();
            readers.spawn(async move {
                let load = || async {
                    let _running = world.db.enter();
                    tokio::task::yield_now().await;
                    Err::<Post, DbError>(DbError)
                };
                world.posts.get_or_load(&user(ANN), &1, load).await
            });
        }
        let answers = readers.join_all().await;
        assert!(answers.iter().all(|answer| *answer == Err(DbError)));
        assert_eq!(world.loads(), 1_000, "errors are not shared");
        let most = world.db.most_at_once.load(SeqCst);
        assert!(most <= 4, "{most} at once");
    }
}

/// hitbox 0.2.4: followers of a dropped leader hang. multi-tier-cache 0.6.9: every follower loads.
#[tokio::test]
async fn when_the_leader_is_dropped_one_follower_loads_for_all() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let leader = world.held_read(ANN, 1).await;
        let mut followers = JoinSet::new();
        for _ in 0..20 {
            let world = world.clone();
            followers.spawn(async move { world.read(ANN, 1).await.unwrap().version });
        }
        world.quiet().await;
        leader.cancel().await;
        assert_eq!(followers.join_all().await, [1; 20]);
        assert_eq!(world.loads(), 2, "the dropped one and one for all");
    }
}

/// cachet 0.16: followers get the leader's panic. foyer 0.22: they get "task cancelled".
#[tokio::test]
async fn a_loaders_panic_reaches_its_own_caller_alone() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let gate = Gate::new();
        let leader = tokio::spawn({
            let (world, gate) = (world.clone(), gate.clone());
            async move {
                let load = || async {
                    gate.pass().await;
                    assert!(world.cache.stats().regions.is_empty(), "a bug in a loader");
                    post(1)
                };
                world.posts.get_or_load(&user(ANN), &1, load).await
            }
        });
        gate.entered().await;
        let follower = tokio::spawn({
            let world = world.clone();
            async move { world.read(ANN, 1).await.unwrap().version }
        });
        world.quiet().await;
        gate.let_one_go();
        assert!(leader.await.is_err_and(|error| error.is_panic()));
        assert_eq!(follower.await.unwrap(), 1);
    }
}

#[tokio::test]
async fn a_leader_that_is_dropped_at_any_poll_leaves_no_lease_and_hangs_nobody() {
    for store in 0..3 {
        for polls in 0..40 {
            let world = World::each()[store].clone();
            world.db.write(ANN, 1);
            let mut finished = false;
            {
                let load = || async {
                    tokio::task::yield_now().await;
                    let post = world.db.load(ANN, 1);
                    tokio::task::yield_now().await;
                    post
                };
                let ann = user(ANN);
                let mut leader = pin!(world.posts.get_or_load::<Option<Post>, _, _, _, _>(&ann, &1, load));
                for _ in 0..polls {
                    if leader.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                        finished = true;
                        break;
                    }
                }
            }
            world.quiet().await;
            assert_eq!(world.read(ANN, 1).await.unwrap().version, 1);
            world.quiet().await;
            assert!(world.posts.get(&user(ANN), &1).await.is_some(), "dropped after {polls} polls: it can be filled");
            world.advance(3_600);
            world.cache.run_pending().await;
            let stats = world.cache.stats().store;
            assert_eq!((stats.entries, stats.cells), (0, 0), "dropped after {polls} polls");
            if finished {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_loader_may_read_its_own_entry() {
    for world in World::each() {
        let load = || async {
            let inner = world.posts.get_or_load(&user(ANN), &1, || async { post(1) }).await;
            Post { version: inner.version + 1, ..inner }
        };
        assert_eq!(world.posts.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, load).await.version, 2);
    }
}

#[tokio::test]
async fn two_loaders_that_read_each_others_entries_both_end() {
    for world in World::each() {
        let barrier = Arc::new(tokio::sync::Barrier::new(2));
        let read = |mine: i64, other: i64| {
            let (world, barrier) = (world.clone(), Arc::clone(&barrier));
            tokio::spawn(async move {
                let load = || async {
                    barrier.wait().await;
                    world.posts.get_or_load(&user(ANN), &other, || async { post(other) }).await;
                    post(mine)
                };
                world.posts.get_or_load::<Post, _, _, _, _>(&user(ANN), &mine, load).await.id
            })
        };
        let (one, other) = (read(1, 2), read(2, 1));
        assert_eq!((one.await.unwrap(), other.await.unwrap()), (1, 2));
    }
}

#[tokio::test]
async fn loads_of_distinct_keys_run_at_once() {
    let world = World::new();
    world.db.write(ANN, 1);
    let slow = world.held_read(ANN, 1).await;
    world.db.write(ANN, 2);
    assert_eq!(world.read(ANN, 2).await.unwrap().id, 2);
    slow.done().await;
}

#[tokio::test]
async fn a_waiter_loads_for_itself_when_its_join_timeout_has_passed() {
    let world = World::new();
    world.db.write(ANN, 1);
    let stuck = world.held_read(ANN, 1).await;
    let waiter = tokio::spawn({
        let world = world.clone();
        async move { world.read(ANN, 1).await.unwrap().version }
    });
    world.quiet().await;
    assert!(!waiter.is_finished());
    world.advance(6);
    assert_eq!(waiter.await.unwrap(), 1);
    assert_eq!(world.loads(), 2);
    stuck.done().await;
}

#[tokio::test]
async fn a_caller_with_a_deadline_of_its_own_leaves_without_ending_the_flight() {
    let world = World::new();
    world.db.write(ANN, 1);
    let leader = world.held_read(ANN, 1).await;
    {
        let mut impatient = pin!(world.read(ANN, 1));
        for _ in 0..3 {
            assert_eq!(impatient.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending);
        }
    }
    assert_eq!(leader.done().await.unwrap().version, 1);
    assert!(world.posts.get(&user(ANN), &1).await.is_some());
    assert_eq!(world.loads(), 1);
}
