//! Fills that come late.

use postcache_core::CacheStore;
use postcache_core::store::{Filled, LeaseTerms, Leased, Want};

use crate::proxy::{Proxy, again};
use crate::world::{LONG, NAMESPACE, Process, Seen, World, only, same, tag};

#[tokio::test]
async fn a_load_that_is_slower_than_a_mutation_stores_nothing() {
    let world = World::new().await;
    for cells in [only(&world.red("k")), tag(&world.red("k"), "red")] {
        let lease = world.first.granted(&world.red("k")).await;
        let fence = world.first.begin(cells).await;
        world.first.finish(&fence).await;
        // Another reader has come in between, so that every cell is there again.
        let _newer = world.first.granted(&world.red("k")).await;
        assert_ne!(world.first.fill(lease, 1).await, Filled::Stored);
        assert_eq!(world.first.get(&world.red("k")).await, Seen::Miss);
        world.evict('e');
    }
}

#[tokio::test]
async fn a_lease_is_refused_while_a_tag_is_fenced() {
    let world = World::new().await;
    let fence = world.first.begin(tag(&world.red("k"), "red")).await;
    assert!(matches!(world.first.lease(&world.red("k")).await, Leased::Fenced));
    world.first.finish(&fence).await;
    assert!(matches!(world.first.lease(&world.red("k")).await, Leased::Granted(_)));
}

#[tokio::test]
async fn a_fill_after_flushall_or_eviction_is_refused() {
    let world = World::new().await;
    for kind in ['e', 'g', 't'] {
        let lease = world.first.granted(&world.red("k")).await;
        world.evict(kind);
        assert_ne!(world.first.fill(lease, 1).await, Filled::Stored, "{kind} was evicted");
        world.client().call(["FLUSHALL"]).unwrap();
        world.first.load(&world.red("k"), 1).await;
        world.evict(kind);
        assert_eq!(world.first.get(&world.red("k")).await, Seen::Miss, "{kind} was evicted");
        world.client().call(["FLUSHALL"]).unwrap();
    }
}

#[tokio::test]
async fn a_fill_that_is_sent_again_stores_nothing() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entry = world.plain("k");
    process.load(&entry, 1).await;
    let fill = proxy.scripts().pop().unwrap();
    world.first.invalidate(only(&entry)).await;
    again(&mut world.client(), &fill);
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    world.first.load(&entry, 2).await;
    again(&mut world.client(), &fill);
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
}

/// A request that lay in the network takes the lease once more, with the old token, after the entry was invalidated: the
/// first load must not fill it. Only the server's clock tells the two leases apart.
#[tokio::test]
async fn a_lease_that_is_asked_for_again_is_another_lease() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entry = world.plain("k");
    let lease = process.granted(&entry).await;
    let acquire = proxy.scripts().pop().unwrap();
    world.first.invalidate(only(&entry)).await;
    again(&mut world.client(), &acquire);
    assert_ne!(process.fill(lease, 1).await, Filled::Stored);
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn a_refresh_leaves_the_value_until_it_is_replaced_and_replaces_no_newer_one() {
    let world = World::new().await;
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    let fresh = async || match world.first.0.lease(entry.as_entry(), LeaseTerms::new(Want::Fresh, LONG)).await.unwrap()
    {
        Leased::Granted(lease) => lease,
        other => panic!("{other:?}"),
    };
    let (one, other) = (fresh().await, fresh().await);
    assert_eq!(world.first.get(&entry).await, Seen::Value(1));
    world.first.0.release(same(&other));
    assert_eq!(world.first.get(&entry).await, Seen::Value(1), "a refresh that failed took the value away");
    assert_eq!(world.first.fill(one, 2).await, Filled::Stored);
    assert_ne!(world.first.fill(other, 3).await, Filled::Stored);
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
    let late = fresh().await;
    world.first.invalidate(tag(&entry, "red")).await;
    assert_ne!(world.first.fill(late, 4).await, Filled::Stored);
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
}
