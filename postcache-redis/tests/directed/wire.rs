//! Requests and replies that the network loses, mixes up, or keeps for later.

use postcache_core::{CacheStore, ErrorKind};

use crate::proxy::Proxy;
use crate::world::{NAMESPACE, Process, Seen, World, only, soon};

async fn behind_a_proxy() -> (World, Proxy, Process) {
    let world = World::new().await;
    let proxy = Proxy::before(&world.server.url());
    let process = Process::at(&proxy.url(), NAMESPACE).await;
    (world, proxy, process)
}

#[tokio::test]
async fn a_hit_is_one_request() {
    let (world, proxy, process) = behind_a_proxy().await;
    let (entry, other) = (world.red("k"), world.red("l"));
    process.load(&entry, 1).await;
    process.load(&other, 2).await;
    let before = (proxy.passed(b"MGET"), proxy.scripts().len());
    assert_eq!(process.get(&entry).await, Seen::Value(1));
    assert_eq!((proxy.passed(b"MGET"), proxy.scripts().len()), (before.0 + 1, before.1));
    let third = world.plain("m");
    let entries = [entry.as_entry(), other.as_entry(), third.as_entry()];
    assert_eq!(process.0.get_many(&entries).wait().await.unwrap().len(), 3);
    assert_eq!((proxy.passed(b"MGET"), proxy.scripts().len()), (before.0 + 2, before.1));
}

/// A reply is lost, and the next one comes in its place: it is an answer to somebody else.
#[tokio::test]
async fn a_reply_to_another_request_is_not_believed() {
    let (world, proxy, process) = behind_a_proxy().await;
    let (mine, other) = (world.plain("mine"), world.plain("other"));
    process.load(&mine, 1).await;
    process.load(&other, 2).await;
    proxy.lose_a_reply();
    let (first, second) = tokio::join!(process.0.invalidate(only(&mine)), process.0.invalidate(only(&other)));
    // Each of them is confirmed by an answer of its own, on a connection that was made anew.
    first.unwrap();
    second.unwrap();
    assert!(proxy.passed(b"EVALSHA") > 4 + 2, "one of them was sent again");
    for entry in [&mine, &other] {
        assert_eq!(world.first.get(entry).await, Seen::Miss);
    }
}

#[tokio::test]
async fn a_cell_that_answers_another_lookup_is_not_shown() {
    let (world, proxy, process) = behind_a_proxy().await;
    let (mine, other) = (world.plain("mine"), world.plain("other"));
    process.load(&mine, 1).await;
    process.load(&other, 2).await;
    proxy.lose_a_reply();
    let (first, second) = tokio::join!(process.0.get(mine.as_entry()).wait(), process.0.get(other.as_entry()).wait());
    for (lookup, own) in [(first, 1), (second, 2)] {
        if let Ok(lookup) = lookup {
            let seen = crate::world::seen(lookup);
            assert!([Seen::Value(own), Seen::Miss].contains(&seen), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn a_connection_that_answers_nothing_is_replaced() {
    let (world, proxy, process) = behind_a_proxy().await;
    let entry = world.plain("k");
    process.load(&entry, 1).await;
    proxy.silence(true);
    let error = process.0.invalidate(only(&entry)).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    soon("the silence was noticed", async || {
        process.0.get(entry.as_entry()).wait().await.is_err_and(|error| error.kind() == ErrorKind::Unavailable)
    })
    .await;
    proxy.silence(false);
    soon("and its end", async || process.0.get(entry.as_entry()).wait().await.is_ok()).await;
}

#[tokio::test]
async fn an_invalidation_is_repeated_when_its_connection_breaks() {
    let (world, proxy, process) = behind_a_proxy().await;
    let entry = world.plain("k");
    process.load(&entry, 1).await;
    proxy.silence(true);
    let cut = async {
        soon("it was sent", async || proxy.scripts().len() > 2).await;
        proxy.silence(false);
        proxy.cut();
    };
    let (invalidated, ()) = tokio::join!(process.0.invalidate(only(&entry)), cut);
    invalidated.unwrap();
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn an_invalidation_that_was_not_confirmed_says_so() {
    let (mut world, _proxy, process) = behind_a_proxy().await;
    let entry = world.plain("k");
    process.load(&entry, 1).await;
    world.server.kill();
    assert!(process.0.invalidate(only(&entry)).await.is_err());
}

#[tokio::test]
async fn scripts_that_the_server_forgot_are_sent_again_in_the_same_call() {
    let world = World::new().await;
    let entry = world.red("k");
    for _ in 0..2 {
        world.client().call(["SCRIPT", "FLUSH"]).unwrap();
        world.first.load(&entry, 1).await;
        world.client().call(["SCRIPT", "FLUSH"]).unwrap();
        let fence = world.first.begin(only(&entry)).await;
        world.first.finish(&fence).await;
    }
}
