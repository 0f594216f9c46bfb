//! Fences: who may lift them, and what they hold.

use std::time::Duration;

use postcache_core::store::{Cells, FenceTerms, Finish, Leased, Payload};
use postcache_core::{CacheStore, Millis};

use crate::world::{LONG, Seen, World, only, pause, payload, soon, tag};

#[tokio::test]
async fn an_invalidation_leaves_a_fence_standing() {
    let world = World::new().await;
    let entry = world.red("k");
    let fence = world.first.begin(only(&entry)).await;
    world.another_process().await.invalidate(only(&entry)).await;
    assert!(matches!(world.first.lease(&entry).await, Leased::Fenced));
    world.first.finish(&fence).await;
    assert!(matches!(world.first.lease(&entry).await, Leased::Granted(_)));
}

#[tokio::test]
async fn a_finish_leaves_the_fences_of_others_standing() {
    let world = World::new().await;
    let entry = world.red("k");
    let (one, other) = (world.first.begin(only(&entry)).await, world.another_process().await.begin(only(&entry)).await);
    world.first.finish(&one).await;
    assert!(matches!(world.first.lease(&entry).await, Leased::Fenced));
    world.first.finish(&other).await;
    assert!(matches!(world.first.lease(&entry).await, Leased::Granted(_)));
}

#[tokio::test]
async fn a_finish_removes_what_was_filled_after_its_fence_was_lost() {
    let world = World::new().await;
    let entry = world.plain("k");
    let fence = world.first.begin(only(&entry)).await;
    world.client().call(["FLUSHALL"]).unwrap();
    world.first.load(&entry, 1).await;
    let lease = world.first.granted(&world.plain("l")).await;
    world.first.finish(&fence).await;
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    assert_eq!(world.first.0.counts().fences_lost, 1);
    world.first.fill(lease, 2).await;
    assert_eq!(world.first.get(&world.plain("l")).await, Seen::Value(2), "what it does not name stays");
}

#[tokio::test]
async fn a_mutation_of_unknown_outcome_holds_its_fence() {
    let world = World::new().await;
    let entry = world.plain("k");
    let fence = world.first.begin(only(&entry)).await;
    world.first.0.lapse(&fence, Millis::new(5_000));
    // So long that a fence which was lifted, or held for a millisecond, is gone.
    soon("the lapse was sent", async || {
        let ttl = world.client().call(["PTTL", &world.keys('m').pop().unwrap_or_default()]).unwrap();
        matches!(ttl, testserver::Reply::Integer(..=5_000))
    })
    .await;
    pause(Duration::from_millis(50)).await;
    assert!(matches!(world.first.lease(&entry).await, Leased::Fenced));
}

#[tokio::test]
async fn no_renewal_is_sent_after_a_lapse() {
    let world = World::new().await;
    let entry = world.plain("k");
    let fence = world.first.begin(only(&entry)).await;
    world.first.0.lapse(&fence, Millis::new(5_000));
    world.first.0.renew(&fence).await.unwrap();
    let ttl = world.client().call(["PTTL", &world.key('m')]).unwrap();
    assert!(matches!(ttl, testserver::Reply::Integer(..=5_000)), "{ttl:?}");
}

#[tokio::test]
async fn a_renewal_extends_a_fence() {
    let world = World::new().await;
    let entry = world.plain("k");
    let fence = world.first.0.begin(only(&entry), FenceTerms::new(Millis::new(9_000))).await.unwrap();
    assert_eq!(fence.renew_every, Some(Millis::new(3_000)));
    let key = world.key('e');
    world.client().call(["PEXPIRE", &key, "5000"]).unwrap();
    world.first.0.renew(&fence).await.unwrap();
    assert!(matches!(world.client().call(["PTTL", &key]).unwrap(), testserver::Reply::Integer(5_001..)));
}

#[tokio::test]
async fn a_not_found_that_was_filled_before_its_key_was_known_ends_with_the_mutation() {
    let world = World::new().await;
    let entry = world.plain("new");
    let fence = world.first.begin(Cells::of(entry.key.to_scope_key())).await;
    let lease = world.first.granted(&entry).await;
    world.first.0.fill(lease, Payload::new(None, LONG)).await.unwrap();
    assert_eq!(world.first.get(&entry).await, Seen::Negative);
    world.first.0.finish(&fence, Finish::new(only(&entry), Vec::new())).await.unwrap();
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn mutations_work_on_a_full_server_and_fills_do_not() {
    let world = World::new().await;
    let entry = world.plain("k");
    let other = world.red("other");
    world.first.load(&entry, 1).await;
    world.client().call(["CONFIG", "SET", "maxmemory-policy", "noeviction"]).unwrap();
    world.client().call(["CONFIG", "SET", "maxmemory", "1"]).unwrap();
    assert_eq!(world.first.get(&entry).await, Seen::Value(1));
    let terms = postcache_core::store::LeaseTerms::new(postcache_core::store::Want::Any, LONG);
    assert!(world.first.0.lease(other.as_entry(), terms).await.is_err());
    let fence = world.first.begin(only(&entry)).await;
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    let puts = vec![postcache_core::store::Put::new(entry.clone(), payload(2))];
    let finished = world.first.0.finish(&fence, Finish::new(tag(&other, "red"), puts)).await.unwrap();
    assert_eq!(finished.puts, [postcache_core::store::PutOutcome::Overlapped]);
    assert_eq!((world.keys('m').len(), world.keys('e').len()), (0, 0), "the fence was lifted");
    world.first.invalidate(only(&other)).await;
}

#[tokio::test]
async fn a_server_that_evicts_fences_first_is_refused() {
    let server = testserver::RedisServer::options().max_memory(100_000_000, "volatile-ttl").start().unwrap();
    let error = postcache_redis::RedisStore::connect(&server.url()).await.unwrap_err();
    assert_eq!(error.kind(), postcache_core::ErrorKind::Rejected);
    assert!(error.to_string().contains("volatile-ttl"), "{error}");
}
