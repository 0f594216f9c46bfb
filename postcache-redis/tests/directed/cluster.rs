//! A cluster while its slots move, and when a node of it dies.

use postcache_core::store::{Filled, Leased, OwnedEntry};
use postcache_core::{Cache, CacheStore, OnBehalfOf, Region};
use testserver::{RedisCluster, RedisServer};

use crate::moving::Move;
use crate::world::{NAMESPACE, Process, Seen, only, soon};

fn region(process: &Process) -> Region<str, u64> {
    Cache::new(process.0.clone()).region("r").tags(["red"]).unchecked("a test").unwrap()
}

fn entry(region: &Region<str, u64>, user: i64, key: &str) -> OwnedEntry {
    region.entry(&OnBehalfOf::new(user, "a test"), key).unwrap()
}

#[tokio::test]
async fn scopes_live_on_all_nodes() {
    let cluster = RedisCluster::start().unwrap();
    let process = Process::at(&cluster.url(), NAMESPACE).await;
    let region = region(&process);
    for user in 0..30 {
        process.load(&entry(&region, user, "k"), 1).await;
    }
    let has_some = |node: &RedisServer| !node.client().unwrap().keys("*}e*").unwrap().is_empty();
    assert!(cluster.nodes().iter().take(3).all(has_some));
    let one = postcache_redis::RedisStore::connect(&cluster.nodes()[0].url()).await.unwrap_err();
    assert!(one.to_string().contains("redis+cluster://"), "{one}");
    for user in 0..30 {
        assert_eq!(process.get(&entry(&region, user, "k")).await, Seen::Value(1));
        process.invalidate(only(&entry(&region, user, "k"))).await;
        assert_eq!(process.get(&entry(&region, user, "k")).await, Seen::Miss);
    }
}

#[tokio::test]
async fn a_slot_that_moves_loses_values_and_keeps_fences() {
    let cluster = RedisCluster::start().unwrap();
    let process = Process::at(&cluster.url(), NAMESPACE).await;
    let region = region(&process);
    let [stored, other, leased, fenced] = ["stored", "other", "leased", "fenced"].map(|key| entry(&region, 1, key));
    process.load(&stored, 1).await;
    process.load(&other, 1).await;
    let lease = process.granted(&leased).await;
    let fence = process.begin(only(&fenced)).await;
    let mut moving = Move::of_the_only_slot(&cluster);

    moving.begins();
    moving.takes_all_keys();
    // The old node says ASK.
    assert_eq!(process.get(&stored).await, Seen::Miss, "of another server's life");
    process.invalidate(only(&other)).await;
    assert!(matches!(process.lease(&fenced).await, Leased::Fenced));

    moving.ends();
    // The old node says MOVED.
    assert_eq!(process.get(&stored).await, Seen::Miss);
    assert_ne!(process.fill(lease, 2).await, Filled::Stored);
    assert!(matches!(process.lease(&fenced).await, Leased::Fenced));
    process.finish(&fence).await;
    process.load(&fenced, 3).await;
    process.load(&stored, 4).await;
    assert_eq!(process.get(&stored).await, Seen::Value(4));
}

/// Some keys of a slot are here and some there: neither node can run a script, and says TRYAGAIN until the rest has come.
#[tokio::test]
async fn an_invalidation_waits_for_a_slot_that_is_half_moved() {
    let cluster = RedisCluster::start().unwrap();
    let process = Process::at(&cluster.url(), NAMESPACE).await;
    let region = region(&process);
    let entry = entry(&region, 1, "k");
    process.load(&entry, 1).await;
    let _beside = process.begin(postcache_core::store::Cells::of(entry.key.to_scope_key())).await;
    let mut moving = Move::of_the_only_slot(&cluster);
    moving.begins();
    moving.takes_one_key();
    let rest = async {
        crate::world::pause(std::time::Duration::from_millis(50)).await;
        moving.takes_all_keys();
        moving.ends();
    };
    let (invalidated, ()) = tokio::join!(process.0.invalidate(only(&entry)), rest);
    invalidated.unwrap();
    assert_eq!(process.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn a_replica_takes_over_from_a_primary_that_died() {
    let mut cluster = RedisCluster::start().unwrap();
    let process = Process::at(&cluster.url(), NAMESPACE).await;
    let region = region(&process);
    let entry = entry(&region, 1, "k");
    process.load(&entry, 1).await;
    let owner =
        cluster.nodes().iter().take(3).position(|node| !node.client().unwrap().keys("*}e*").unwrap().is_empty());
    cluster.nodes_mut()[owner.unwrap()].kill();
    let get = async || process.0.get(entry.as_entry()).wait().await;
    soon("its replica is found", async || match get().await {
        Ok(lookup) => {
            assert_eq!(crate::world::seen(lookup), Seen::Miss, "of another server's life");
            true
        }
        Err(_) => false,
    })
    .await;
    process.load(&entry, 2).await;
    assert_eq!(process.get(&entry).await, Seen::Value(2));
}
