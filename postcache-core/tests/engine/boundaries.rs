//! What is overtaken, foreign or closed reaches nobody, and holds nobody up.
use std::sync::Arc;
use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock, OnBehalfOf, SharedScope};
use tokio::task::JoinSet;

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, BOB, DbError, Gate, Post, World, user};

fn post(id: i64, version: u64) -> Post {
    Post { owner: ANN, id, version }
}

#[tokio::test]
async fn a_batch_of_a_scope_that_identifies_nobody_takes_nothing_of_the_shared_scope() {
    for world in World::each() {
        let texts = world.cache.region::<i64, String>("text").unchecked("a test").unwrap();
        let gate = Gate::new();
        let shared = tokio::spawn({
            let (texts, gate) = (texts.clone(), gate.clone());
            async move {
                let load = || async {
                    gate.pass().await;
                    "everybody's".to_owned()
                };
                texts.get_or_load::<String, _, _, _, _>(&SharedScope, &1, load).await
            }
        });
        gate.entered().await;
        let batch = tokio::spawn({
            let texts = texts.clone();
            async move {
                let nobody = OnBehalfOf::new("", "a test");
                let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, "mine".to_owned())]) };
                texts.get_many_or_load(&nobody, &[1], rows).await.unwrap()[0].as_deref().cloned()
            }
        });
        world.quiet().await;
        gate.let_one_go();
        shared.await.unwrap();
        assert_eq!(batch.await.unwrap().as_deref(), Some("mine"));
    }
}

#[tokio::test]
async fn where_mistakes_are_strict_a_batch_of_nobody_does_not_panic() {
    let clock = ManualClock::new();
    let world = World::over(Cache::builder(ReferenceStore::new(clock.clone())).strict(true), clock);
    let nobody = OnBehalfOf::new("", "a test");
    let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, post(1, 1))]) };
    let values = world.posts.get_many_or_load(&nobody, &[1], rows).await.unwrap();
    assert!(values[0].is_some());
    assert_eq!(world.posts.stats().refused, 0);
}

#[tokio::test]
async fn a_load_from_before_an_uncovered_mutation_is_neither_filled_nor_shared_with_who_came_after_it() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let held = world.held_read(ANN, 1).await;
    store.goes_down();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.db.write(ANN, 1);
    mutation.commit().await;
    store.comes_back_after_a_try(&world).await;
    let after = tokio::spawn({
        let world = world.clone();
        async move { world.read(ANN, 1).await.unwrap().version }
    });
    world.quiet().await;
    held.done().await;
    assert_eq!(after.await.unwrap(), 2, "the mutation had returned before this read began");
}

#[tokio::test]
async fn a_batch_of_a_quarantined_scope_that_waited_for_a_fill_does_not_look_into_the_store() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let fill = store.holds(Answer::Fill);
    world.read(ANN, 1).await;
    fill.entered().await;
    store.goes_down();
    let mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    world.db.write(ANN, 1);
    mutation.commit().await;
    store.comes_back_after_a_try(&world).await;
    let batch = tokio::spawn({
        let world = world.clone();
        async move {
            let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, world.db.load(ANN, 1).unwrap())]) };
            world.posts.get_many_or_load(&user(ANN), &[1], rows).await.unwrap()[0].as_ref().unwrap().version
        }
    });
    world.quiet().await;
    store.holds_no_more();
    fill.let_one_go();
    assert_eq!(batch.await.unwrap(), 2);
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
        let most = world.db.most_at_once.load(std::sync::atomic::Ordering::SeqCst);
        assert!(most <= 4, "{most} at once");
    }
}

#[test]
fn the_queue_is_drained_after_the_runtime_that_it_started_in_has_ended() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (world, store) = Flaky::world();
    runtime().block_on(async {
        store.goes_down();
        world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
        world.quiet().await;
    });
    runtime().block_on(async {
        world.posts.invalidate(&user(BOB), &1).await.unwrap_err();
        store.comes_back();
        for _ in 0..5 {
            world.advance(1);
            world.quiet().await;
        }
        assert_eq!(world.cache.health().quarantined_scopes, 0);
    });
}

#[tokio::test]
async fn a_load_may_take_as_long_as_it_likes() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let load = || async {
            world.clock.advance(Duration::from_secs(5));
            Ok(world.db.load(ANN, 1).unwrap())
        };
        let read = world.posts.load_within(Duration::MAX, |_| Err(DbError), &user(ANN), &1, load).await;
        assert_eq!(read.unwrap().version, 1);
        world.quiet().await;
        assert!(world.posts.get(&user(ANN), &1).await.is_some());
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

#[tokio::test]
async fn a_kept_not_found_does_not_end_single_flight_for_a_plain_value() {
    for world in World::each() {
        let negative = world.posts.with(|policy| policy.negative_ttl(Duration::from_secs(60))).unwrap();
        let none: Option<Post> = negative.get_or_load(&user(ANN), &1, || async { None }).await;
        assert_eq!(none, None);
        world.quiet().await;
        world.db.write(ANN, 1);
        let mut readers = JoinSet::new();
        for _ in 0..100 {
            let world = world.clone();
            readers.spawn(async move {
                let load = || async {
                    let _running = world.db.enter();
                    tokio::task::yield_now().await;
                    post(1, 1)
                };
                world.posts.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, load).await
            });
        }
        readers.join_all().await;
        let most = world.db.most_at_once.load(std::sync::atomic::Ordering::SeqCst);
        assert!(most <= 4, "{most} at once, {} loads", world.loads());
    }
}

#[tokio::test]
async fn a_batch_of_a_switched_off_region_waits_for_nobody() {
    let mut off = postcache_core::RegionOverride::default();
    off.enabled = Some(false);
    let clock = ManualClock::new();
    let world = World::over(Cache::builder(ReferenceStore::new(clock.clone())).region_override("post", off), clock);
    let gate = Gate::new();
    let slow = tokio::spawn({
        let (world, gate) = (world.clone(), gate.clone());
        async move {
            let rows = |_: Vec<&i64>| async {
                gate.pass().await;
                Ok::<_, DbError>([(1_i64, post(1, 1))])
            };
            world.posts.get_many_or_load(&user(ANN), &[1], rows).await.unwrap().len()
        }
    });
    gate.entered().await;
    let quick = tokio::spawn({
        let world = world.clone();
        async move {
            let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1_i64, post(1, 2))]) };
            world.posts.get_many_or_load(&user(ANN), &[1], rows).await.unwrap().len()
        }
    });
    world.quiet().await;
    let finished = quick.is_finished();
    gate.let_one_go();
    slow.await.unwrap();
    assert!(finished, "single reads of it do not wait either");
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
async fn a_handle_of_another_scope_puts_nothing() {
    for world in World::each() {
        let (bobs, handle) = world.cache.mutation(&user(BOB)).evict_keyed(&world.posts, &1);
        let mut anns = world.cache.mutation(&user(ANN)).begin().await;
        anns.put_at(&world.posts, &handle, Arc::new(Post { owner: BOB, id: 1, version: 1 }));
        anns.commit().await;
        drop(bobs);
        let seen = world.posts.get(&user(ANN), &1).await;
        assert!(seen.is_none(), "Ann sees {seen:?}");
    }
}

#[tokio::test]
async fn a_handle_of_another_region_puts_nothing() {
    for world in World::each() {
        let careless = world.cache.region::<i64, Post>("careless").unchecked("a test").unwrap();
        let (builder, handle) = world.cache.mutation(&user(ANN)).evict_keyed(&world.posts, &1);
        let mut mutation = builder.begin().await;
        mutation.put_at(&careless, &handle, Arc::new(Post { owner: BOB, id: 1, version: 1 }));
        mutation.commit().await;
        let seen = world.posts.get(&user(ANN), &1).await;
        assert!(seen.is_none(), "Ann sees {seen:?}");
    }
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
async fn a_store_that_is_full_of_small_scopes_is_a_reason_of_health() {
    let clock = ManualClock::new();
    let store = postcache_memory::MemoryStore::builder().max_entries(1_000).clock(clock.clone());
    let world = World::over(Cache::builder(store.without_cleanup_task().build().unwrap()), clock);
    for owner in 0..2_000 {
        for id in 0..3 {
            world.db.write(owner, id);
            world.read(owner, id).await;
        }
    }
    let health = world.cache.health();
    assert!(
        health.reasons.iter().any(|reason| reason.contains("max_entries")),
        "{} of 1000, {:?} {:?}",
        health.entries,
        health.evictions_per_second,
        health.reasons
    );
}
