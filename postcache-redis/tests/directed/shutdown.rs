//! The end of a process.

use std::time::Duration;

use postcache_core::{Cache, Clock, ErrorKind, Region};

use crate::world::{Seen, World, soon, user};

const LIMIT: Duration = Duration::from_secs(20);

fn region(cache: &Cache) -> Region<str, u64> {
    cache.region("red").tags(["red"]).unchecked("a test").unwrap()
}

/// The fault that the protocol bounds by the ttl alone: a process that ends while the server is away takes its queue with it.
#[tokio::test]
async fn what_could_not_be_delivered_is_listed_at_the_deadline_and_not_before() {
    let mut world = World::new().await;
    let cache = Cache::new(world.first.0.clone());
    let region = region(&cache);
    world.server.kill();
    assert_eq!(region.invalidate(&user(), "k").await.unwrap_err().kind(), ErrorKind::Pending);
    let mutation = cache.mutation(&user()).invalidate_tags(["red"]).begin().await;
    mutation.commit().await;
    let waited = Clock::system().stopwatch();
    let shutdown = cache.shutdown(Duration::from_millis(300)).await;
    assert!(waited.elapsed() >= Duration::from_millis(300), "it waits as long as it may");
    let [lost] = shutdown.undelivered.as_slice() else { panic!("{shutdown:?}") };
    assert_eq!((lost.entries.as_slice(), lost.tags.len(), lost.whole_scope), (["red".to_owned()].as_slice(), 1, false));
}

#[tokio::test]
async fn what_was_queued_is_delivered_when_the_server_is_back_in_time() {
    let mut world = World::new().await;
    let (process, entry) = (world.another_process().await, world.red("k"));
    let cache = Cache::new(process.0);
    let region = region(&cache);
    // It answers nobody, and keeps what it has.
    world.first.load(&entry, 1).await;
    world.server.pause().unwrap();
    let queued = region.invalidate(&user(), "k").await;
    world.server.resume().unwrap();
    assert_eq!(queued.unwrap_err().kind(), ErrorKind::Pending);
    assert!(cache.shutdown(LIMIT).await.is_clean());
    soon("the other process is back", async || {
        postcache_core::CacheStore::get(&world.first.0, entry.as_entry()).wait().await.is_ok()
    })
    .await;
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    world.server.kill();
}

#[tokio::test]
async fn a_fence_that_lapsed_is_held_before_the_connection_ends() {
    let world = World::new().await;
    let process = world.another_process().await;
    let clients = || world.client().info("clients", "connected_clients").unwrap().unwrap();
    assert_eq!(clients(), "3");
    let cache = Cache::new(process.0);
    let region = region(&cache);
    drop(cache.mutation(&user()).evict(&region, "k").begin().await);
    assert!(cache.shutdown(LIMIT).await.is_clean());
    let ttl = world.client().call(["PTTL", &world.key('m')]).unwrap();
    assert!(
        matches!(ttl, testserver::Reply::Integer(..=5_000)),
        "the fence of a dead process would stand for 15 s: {ttl:?}"
    );
    soon("its connection is gone", async || clients() == "2").await;
    // A store that was shut down is one that is away.
    let read = async || region.get_or_load(&user(), "k", async || Ok::<_, std::io::Error>(7_u64)).await.unwrap();
    assert_eq!((read().await, read().await), (7, 7));
    assert!(cache.health().reasons.iter().any(|reason| reason.contains("shut down")));
}
