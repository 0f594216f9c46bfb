//! What a reader may take of another one's load, by the moment at which it came.

use std::time::Duration;

use postcache_core::{Elapsed, ReadMode};
use tokio::task::{JoinHandle, JoinSet};

use crate::flaky::{Answer, Flaky};
use crate::world::{ANN, DbError, Gate, Post, World, user};

fn spawn_read(world: &World, mode: ReadMode) -> JoinHandle<u64> {
    let world = world.clone();
    tokio::spawn(async move {
        let load = || async { world.db.load(ANN, 1) };
        let read: Option<Post> = world.posts.get_or_load_with(mode, &user(ANN), &1, load).await;
        read.unwrap().version
    })
}

/// A fill that was sent may have taken effect before the mutation: that it was stored proves nothing to who comes now.
#[tokio::test]
async fn a_reader_that_comes_while_a_fill_is_on_its_way_looks_for_itself() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let fill = store.holds(Answer::Fill);
    assert_eq!(world.read(ANN, 1).await.unwrap().version, 1);
    fill.entered().await;
    world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await.commit().await;
    world.db.write(ANN, 1);
    let late = spawn_read(&world, ReadMode::Normal);
    world.quiet().await;
    assert!(!late.is_finished(), "it waits for the flight that it may not join");
    fill.let_one_go();
    assert_eq!(late.await.unwrap(), 2);
}

#[tokio::test]
async fn a_reader_that_missed_and_then_met_a_fill_on_its_way_finds_what_was_filled() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let lookup = store.holds(Answer::Get);
    let late = spawn_read(&world, ReadMode::Normal);
    lookup.entered().await;
    store.holds_no_more();
    let fill = store.holds(Answer::Fill);
    world.read(ANN, 1).await;
    fill.entered().await;
    lookup.let_one_go();
    world.quiet().await;
    assert!(!late.is_finished());
    fill.let_one_go();
    assert_eq!(late.await.unwrap(), 1);
    assert_eq!(world.loads(), 1);
}

#[tokio::test]
async fn a_reader_that_came_before_the_load_does_not_wait_for_the_fill() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let (lease, fill) = (store.holds(Answer::Lease), store.holds(Answer::Fill));
    let leader = spawn_read(&world, ReadMode::Normal);
    lease.entered().await;
    let waits = spawn_read(&world, ReadMode::Normal);
    world.quiet().await;
    lease.let_one_go();
    fill.entered().await;
    world.quiet().await;
    assert!(leader.is_finished() && waits.is_finished());
    assert_eq!((leader.await.unwrap(), waits.await.unwrap(), world.loads()), (1, 1, 1));
    fill.let_one_go();
}

#[tokio::test]
async fn a_refresh_takes_nothing_whose_load_began_before_it_came() {
    for world in World::each() {
        world.db.write(ANN, 1);
        let held = world.held_read(ANN, 1).await;
        world.db.write(ANN, 1);
        let refresh = spawn_read(&world, ReadMode::Refresh);
        world.quiet().await;
        held.done().await;
        assert_eq!(refresh.await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_refresh_that_comes_while_a_fill_is_on_its_way_loads_again() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let fill = store.holds(Answer::Fill);
    world.read(ANN, 1).await;
    fill.entered().await;
    world.db.write(ANN, 1);
    let refresh = spawn_read(&world, ReadMode::Refresh);
    world.quiet().await;
    store.holds_no_more();
    fill.let_one_go();
    assert_eq!(refresh.await.unwrap(), 2);
}

#[tokio::test]
async fn a_reader_of_a_quarantined_scope_that_waited_for_a_fill_does_not_look_into_the_store() {
    let (world, store, fill) = Flaky::overtaken_fill().await;
    let late = spawn_read(&world, ReadMode::Normal);
    world.quiet().await;
    store.holds_no_more();
    fill.let_one_go();
    assert_eq!(late.await.unwrap(), 2, "the old value is stored, and not shown");
}

#[tokio::test]
async fn a_store_that_goes_away_while_a_reader_waits_is_not_asked_for_a_lease() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let fill = store.holds(Answer::Fill);
    world.read(ANN, 1).await;
    fill.entered().await;
    world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await.commit().await;
    let late = spawn_read(&world, ReadMode::Normal);
    world.quiet().await;
    store.goes_down();
    fill.let_one_go();
    assert_eq!(late.await.unwrap(), 1);
    assert_eq!(world.cache.health().store_errors, 1, "the second look, and no lease");
}

#[tokio::test]
async fn readers_of_a_value_that_comes_before_the_lease_all_find_it() {
    let (world, store) = Flaky::world();
    let lookups = store.holds(Answer::Get);
    let readers: Vec<_> = (0..20).map(|_| spawn_read(&world, ReadMode::Normal)).collect();
    for _ in 0..readers.len() {
        lookups.entered().await;
    }
    store.holds_no_more();
    let mut mutation = world.cache.mutation(&user(ANN)).evict(&world.posts, &1).begin().await;
    mutation.put(&world.posts, &1, world.db.write(ANN, 1).into());
    mutation.commit().await;
    for _ in 0..readers.len() {
        lookups.let_one_go();
    }
    for reader in readers {
        assert_eq!(reader.await.unwrap(), 1);
    }
    assert_eq!(world.loads(), 0);
}

#[tokio::test]
async fn readers_whose_type_has_no_room_for_a_shared_not_found_share_the_next_load() {
    let (world, store) = Flaky::world();
    let lease = store.holds(Answer::Lease);
    let leader = tokio::spawn({
        let world = world.clone();
        async move { world.read(ANN, 1).await }
    });
    lease.entered().await;
    let mut readers = JoinSet::new();
    for _ in 0..10 {
        let world = world.clone();
        readers.spawn(async move {
            let load = || async { world.db.load(ANN, 1).unwrap() };
            world.posts.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, load).await.version
        });
    }
    world.quiet().await;
    lease.let_one_go();
    assert_eq!(leader.await.unwrap(), None);
    world.db.write(ANN, 1);
    world.quiet().await;
    assert_eq!(world.loads(), 1, "one of them asks for the next lease, and the others wait");
    lease.entered().await;
    lease.let_one_go();
    assert_eq!(readers.join_all().await, [1; 10]);
    assert_eq!(world.loads(), 2);
}

#[tokio::test]
async fn a_load_that_took_too_long_leaves_nothing_to_take() {
    let (world, store) = Flaky::world();
    world.db.write(ANN, 1);
    let lease = store.holds(Answer::Lease);
    let leader = tokio::spawn({
        let world = world.clone();
        async move {
            let late = |_: Elapsed| Err(DbError);
            let stuck = || std::future::pending::<Result<Post, DbError>>();
            world.posts.load_within(Duration::from_secs(2), late, &user(ANN), &1, stuck).await
        }
    });
    lease.entered().await;
    let waits = spawn_read(&world, ReadMode::Normal);
    world.quiet().await;
    store.holds_no_more();
    lease.let_one_go();
    world.quiet().await;
    world.advance(3);
    assert_eq!(leader.await.unwrap(), Err(DbError));
    assert_eq!(waits.await.unwrap(), 1);
}

/// A loader that always fails: two flights, then each for itself, and never more than four at a time.
#[tokio::test]
async fn after_two_flights_three_load_for_themselves_beside_the_one_of_a_flight() {
    for world in World::each() {
        let gate = Gate::new();
        let mut readers = JoinSet::new();
        let mut come = || {
            let (world, gate) = (world.clone(), gate.clone());
            readers.spawn(async move {
                let load = || async {
                    let _running = world.db.enter();
                    gate.pass().await;
                    Err::<Post, DbError>(DbError)
                };
                world.posts.get_or_load(&user(ANN), &1, load).await
            });
        };
        for _ in 0..7 {
            come();
        }
        for flight in 1..=2 {
            gate.entered().await;
            world.quiet().await;
            assert_eq!(world.loads(), flight, "one at a time inside flights");
            gate.let_one_go();
        }
        world.quiet().await;
        assert_eq!(world.loads(), 2 + 3, "three of the five that waited twice");
        come();
        world.quiet().await;
        assert_eq!(world.loads(), 2 + 3 + 1, "who comes now leads a flight");
        for _ in 0..6 {
            gate.let_one_go();
            world.quiet().await;
        }
        assert_eq!(readers.join_all().await, [const { Err(DbError) }; 8]);
    }
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
async fn a_kept_not_found_is_loaded_once_by_readers_of_a_plain_value_and_replaced() {
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
                    Post { owner: ANN, id: 1, version: 1 }
                };
                world.posts.get_or_load::<Post, _, _, _, _>(&user(ANN), &1, load).await
            });
        }
        readers.join_all().await;
        world.quiet().await;
        assert_eq!(world.loads(), 1);
        assert!(world.posts.get(&user(ANN), &1).await.is_some());
    }
}
