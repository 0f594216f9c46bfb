//! Batches that must not use the store.

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock, RegionOverride};

use super::{many, post};
use crate::flaky::Flaky;
use crate::world::{ANN, World, user, with_time};

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
