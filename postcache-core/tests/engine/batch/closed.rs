//! Batches that must not use the store.

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock, OnBehalfOf, RegionOverride};

use super::{many, post};
use crate::flaky::Flaky;
use crate::world::{ANN, DbError, Gate, World, user, with_time};

#[tokio::test]
async fn a_batch_of_a_quarantined_scope_neither_reads_nor_fills() {
    let (world, store) = Flaky::world();
    many(&world, &[1], 1).await;
    world.quiet().await;
    store.goes_down();
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    store.comes_back_after_a_try(&world).await;
    let (values, calls) = many(&world, &[1, 2], 2).await;
    assert_eq!(values, [Some(post(1, 2)), Some(post(2, 2))]);
    assert_eq!(calls, [[1, 2]]);
    world.quiet().await;
    assert_eq!(world.posts.get_many(&user(ANN), &[1, 2]).await, [None, None]);
    assert_eq!(world.cache.stats().store.entries, 1, "what was there before, and not shown");
}

#[tokio::test]
async fn a_batch_of_a_region_that_is_switched_off_loads_every_time_and_stores_nothing() {
    let mut off = RegionOverride::default();
    off.enabled = Some(false);
    let clock = ManualClock::new();
    let world = World::over(Cache::builder(ReferenceStore::new(clock.clone())).region_override("post", off), clock);
    for version in 1..3 {
        assert_eq!(many(&world, &[1], version).await, (vec![Some(post(1, version))], vec![vec![1]]));
    }
    assert_eq!(world.cache.stats().store.entries, 0);
    assert_eq!(world.posts.stats().bypassed, 2);
}

#[tokio::test]
async fn a_batch_over_a_store_that_hangs_is_not_asked_for_leases() {
    let (world, store) = Flaky::world();
    store.hangs();
    let (values, _) = with_time(&world, many(&world, &[1, 2], 1)).await;
    assert_eq!(values, [Some(post(1, 1)), Some(post(2, 1))]);
    assert_eq!(world.cache.health().store_errors, 1, "the lookup, and no lease");
}

#[tokio::test]
async fn a_batch_of_a_quarantined_scope_that_waited_for_a_fill_does_not_look_into_the_store() {
    let (world, store, fill) = Flaky::overtaken_fill().await;
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
async fn a_batch_of_a_switched_off_region_waits_for_nobody() {
    let mut off = RegionOverride::default();
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
async fn a_batch_counts_each_key_as_what_became_of_it_in_the_store() {
    let (world, store) = Flaky::world();
    store.goes_down();
    many(&world, &[1, 2], 1).await;
    assert_eq!(world.posts.stats().misses, 2, "a store that is away has none");
    world.posts.invalidate(&user(ANN), &1).await.unwrap_err();
    many(&world, &[1, 2], 1).await;
    assert_eq!(world.posts.stats().misses, 4, "nor has one that must not be asked");
    let nobody = OnBehalfOf::new("", "a test");
    let rows = |_: Vec<&i64>| async { Ok::<_, DbError>([(1, post(1, 1))]) };
    world.posts.get_many_or_load(&nobody, &[1, 2, 3], rows).await.unwrap();
    let stats = world.posts.stats();
    assert_eq!((stats.misses, stats.bypassed), (4, 3));
}
