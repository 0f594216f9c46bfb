//! How mutations end, and what they leave behind.

use postcache_core::store::{Cells, FenceTerms, Filled, Finish, Leased, Payload, PutOutcome};
use postcache_core::{Cache, CacheStore, Millis, Region};
use testserver::{Client, Reply};

use crate::proxy::{Proxy, again};
use crate::world::{NAMESPACE, Process, Seen, World, only, soon, user};

/// What the body of a mutation failed with.
#[derive(Debug)]
enum Failed {
    NothingWasWritten,
    WhoKnows,
}

fn cache(world: &World) -> (Cache, Region<str, u64>) {
    let settled = |error: &Failed| matches!(error, Failed::NothingWasWritten);
    let cache = Cache::builder(world.first.0.clone()).settled(settled).build().unwrap();
    let region = cache.region("red").tags(["red"]).unchecked("a test").unwrap();
    (cache, region)
}

#[tokio::test]
async fn an_error_that_proves_that_nothing_was_written_leaves_no_fence() {
    let world = World::new().await;
    let (cache, region) = cache(&world);
    let failed =
        cache.mutation(&user()).evict(&region, "k").mutate(|| async { Err::<(), _>(Failed::NothingWasWritten) });
    failed.await.unwrap_err();
    assert!(matches!(world.first.lease(&world.red("k")).await, Leased::Granted(_)));
    assert!(world.keys('m').is_empty());
}

#[tokio::test]
async fn any_other_end_of_the_body_holds_the_fence_for_the_commit_timeout() {
    for end in ["an error", "a panic", "a cancellation"] {
        let world = World::new().await;
        let (cache, region) = cache(&world);
        let mut mutation = tokio::task::JoinSet::new();
        mutation.spawn(async move {
            let mutation = cache.mutation(&user()).evict(&region, "k");
            let body = || async {
                match end {
                    "an error" => Err::<(), _>(Failed::WhoKnows),
                    "a panic" => panic!("the body of this mutation panics"),
                    _ => std::future::pending().await,
                }
            };
            mutation.mutate(body).await
        });
        if end == "a cancellation" {
            soon("it is fenced", async || !world.keys('m').is_empty()).await;
            mutation.abort_all();
        }
        drop(mutation.join_next().await);
        // The last renewal shortens the fence, which was raised for 15 s.
        soon(end, async || {
            let Reply::Integer(left) = world.client().call(["PTTL", &world.key('e')]).unwrap() else {
                panic!("a number")
            };
            left <= 5_000
        })
        .await;
        assert!(matches!(world.first.lease(&world.red("k")).await, Leased::Fenced), "{end}");
    }
}

/// The writer of a key that it learnt after the commit is killed before its `finish`: it has returned no `Ok`, and an old "not
/// found" lives for no longer than its ttl.
#[tokio::test]
async fn a_writer_that_died_with_a_late_key_leaves_a_not_found_for_its_ttl_at_most() {
    let world = World::new().await;
    let (entry, writer) = (world.plain("new"), world.another_process().await);
    let fence = writer.begin(Cells::of(entry.key.to_scope_key())).await;
    let lease = world.first.granted(&entry).await;
    world.first.0.fill(lease, Payload::new(None, Millis::new(300))).await.unwrap();
    drop((fence, writer));
    assert!(matches!(world.first.get(&entry).await, Seen::Negative | Seen::Miss));
    soon("its ttl ends", async || world.first.get(&entry).await == Seen::Miss).await;
}

/// A request that lay in the network raises a fence that nobody will lower.
#[tokio::test]
async fn a_begin_that_is_sent_again_after_its_finish_costs_misses_until_its_ttl() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entry = world.plain("k");
    let fence = process.0.begin(only(&entry), FenceTerms::new(Millis::new(300))).await.unwrap();
    let begin = proxy.scripts().pop().unwrap();
    process.finish(&fence).await;
    process.load(&entry, 1).await;
    again(&mut world.client(), &begin);
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    soon("it ends by itself", async || matches!(world.first.lease(&entry).await, Leased::Granted(_))).await;
}

#[tokio::test]
async fn an_invalidation_that_is_sent_again_costs_a_miss() {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    let entry = world.plain("k");
    process.invalidate(only(&entry)).await;
    let invalidation = proxy.scripts().pop().unwrap();
    world.first.load(&entry, 1).await;
    again(&mut world.client(), &invalidation);
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    world.first.load(&entry, 2).await;
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
}

/// To a server whose clock jumps back, all deadlines are later than they were. Births and what else is told by its clock are
/// compared with themselves alone.
struct JumpBack {
    client: Client,
    by: u64,
}

impl JumpBack {
    fn happens(&mut self, world: &World) {
        for key in world.client().keys(&format!("{NAMESPACE}:*")).unwrap() {
            let Reply::Integer(left) = self.client.call(["PTTL", &key]).unwrap() else { panic!("a number") };
            let mut cell = self.client.get(&key).unwrap().unwrap();
            if cell[0] == b'W' {
                for record in cell[2..].chunks_exact_mut(32) {
                    let deadline = u64::from_be_bytes(record[16..24].try_into().unwrap()) + self.by;
                    record[16..24].copy_from_slice(&deadline.to_be_bytes());
                }
            }
            let later = (u64::try_from(left).unwrap() + self.by).to_string();
            self.client.call([b"SET", key.as_bytes(), &cell, b"PX", later.as_bytes()]).unwrap();
        }
    }
}

#[tokio::test]
async fn a_server_clock_that_jumps_back_keeps_things_longer_and_shows_nothing_older() {
    const HOUR: u64 = 3_600_000;
    let world = World::new().await;
    let mut jump = JumpBack { client: world.client(), by: HOUR };
    let (stored, leased, put, held) = (world.red("stored"), world.red("leased"), world.red("put"), world.plain("held"));
    world.first.load(&stored, 1).await;
    let lease = world.first.granted(&leased).await;
    let fence = world.first.begin(only(&put)).await;
    jump.happens(&world);
    assert_eq!(world.first.get(&stored).await, Seen::Value(1));
    assert_eq!(world.first.fill(lease, 2).await, Filled::Stored);
    assert_eq!(world.first.get(&leased).await, Seen::Value(2));
    assert!(matches!(world.first.lease(&put).await, Leased::Fenced));
    assert_eq!(world.first.finish_putting(&fence, &put, 3).await, PutOutcome::Stored, "it was alone");
    assert!(world.keys('m').is_empty(), "its fence was lifted");
    world.first.invalidate(only(&stored)).await;
    assert_eq!(world.first.get(&stored).await, Seen::Miss);
    // A fence of a writer that died stands for longer: misses, and mutations that put nothing.
    drop(world.first.begin(only(&held)).await);
    jump.happens(&world);
    assert!(matches!(world.first.lease(&held).await, Leased::Fenced));
    let fence = world.first.begin(only(&put)).await;
    assert_eq!(world.first.finish_putting(&fence, &put, 4).await, PutOutcome::Overlapped);
    world.first.load(&put, 5).await;
    assert_eq!(world.first.get(&put).await, Seen::Value(5));
    let again = world.first.0.finish(&fence, Finish::new(only(&put), Vec::new())).await;
    assert!(again.is_ok() && world.first.get(&put).await == Seen::Miss);
}
