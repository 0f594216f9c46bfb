//! Reads never fail because of the cache, and never wait for it for long.

use std::time::Duration;

use postcache_core::{Cache, CacheStore, Clock, ErrorKind, OnBehalfOf};
use postcache_redis::{COMMANDS, RedisStore};
use testserver::RedisServer;

use crate::world::{NAMESPACE, Process, Seen, World, only, soon};

#[tokio::test]
async fn a_server_that_is_away_at_the_start_is_found_when_it_comes() {
    let mut server = RedisServer::start();
    server.kill();
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let cache = Cache::new(store);
    let region = cache.region::<str, u64>("r").unchecked("a test").unwrap();
    let user = OnBehalfOf::new(1, "a test");
    let read = async || region.get_or_load(&user, "k", async || Ok::<_, std::io::Error>(7_u64)).await.unwrap();
    assert_eq!(read().await, 7);
    server.restart().unwrap();
    let waited = Clock::system().stopwatch();
    soon("it is used", async || {
        read().await;
        region.get(&user, "k").await.is_some()
    })
    .await;
    assert!(waited.elapsed() < Duration::from_secs(4), "{:?}", waited.elapsed());
}

#[tokio::test]
async fn a_call_without_a_connection_fails_at_once() {
    let mut world = World::new().await;
    let entry = world.plain("k");
    world.server.kill();
    let get = async || world.first.0.get(entry.as_entry()).wait().await;
    soon("the death is noticed", async || get().await.is_err_and(|error| error.kind() == ErrorKind::Unavailable)).await;
    let clock = Clock::system();
    for _ in 0..100 {
        let waited = clock.stopwatch();
        assert_eq!(get().await.unwrap_err().kind(), ErrorKind::Unavailable);
        assert!(
            world
                .first
                .0
                .begin(only(&entry), postcache_core::store::FenceTerms::new(crate::world::LONG))
                .await
                .is_err()
        );
        assert!(waited.elapsed() < Duration::from_millis(500), "somebody waited {:?}", waited.elapsed());
    }
}

#[tokio::test]
async fn a_mutation_that_needs_its_fence_does_not_begin_without_a_server() {
    let mut world = World::new().await;
    let cache = Cache::new(world.first.0.clone());
    let region = cache.region::<str, u64>("r").unchecked("a test").unwrap();
    let user = OnBehalfOf::new(1, "a test");
    let needs_it = async || cache.mutation(&user).evict(&region, "k").begin_fenced().await;
    needs_it().await.unwrap().commit().await;
    world.server.kill();
    needs_it().await.unwrap_err();
    let goes_on = cache.mutation(&user).evict(&region, "k").begin().await;
    assert!(!goes_on.is_fenced());
    goes_on.commit().await;
    world.server.restart().unwrap();
    soon("the server is used again", async || needs_it().await.is_ok()).await;
}

#[tokio::test]
async fn a_server_that_comes_back_empty_is_used() {
    let mut world = World::new().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    world.server.kill();
    world.restart().await;
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    world.first.load(&entry, 2).await;
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
}

#[tokio::test]
async fn a_store_ends_its_connections() {
    let world = World::new().await;
    let other = world.another_process().await;
    let clients = || world.client().info("clients", "connected_clients").unwrap().unwrap();
    assert_eq!(clients(), "3");
    drop(other);
    soon("it is gone", async || clients() == "2").await;
}

#[tokio::test]
async fn a_user_who_may_run_these_commands_and_no_others_is_enough() {
    let rules = |without: &str| {
        let commands = COMMANDS.iter().filter(|(command, _)| *command != without);
        let allowed: Vec<_> = commands.map(|(command, _)| format!("+{}", command.to_lowercase())).collect();
        format!("~{NAMESPACE}:* -@all {}", allowed.join(" "))
    };
    let start = |without: &str| RedisServer::options().user("least", "hunter2", &rules(without)).start().unwrap();
    let server = start("none");
    let process = Process::at(&server.url(), NAMESPACE).await;
    let world = World::new().await;
    let entry = world.red("k");
    for _ in 0..2 {
        process.load(&entry, 1).await;
        assert_eq!(process.get(&entry).await, Seen::Value(1));
        let _beside = process.begin(only(&world.red("l"))).await;
        let fence = process.begin(only(&entry)).await;
        process.finish_putting(&fence, &entry, 2).await;
        process.invalidate(only(&entry)).await;
        process.0.release(process.granted(&entry).await);
    }
    for (command, _) in COMMANDS {
        let server = start(command);
        let error = RedisStore::builder(&server.url()).namespace(NAMESPACE).connect().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "without {command}");
        assert!(error.to_string().contains(command), "without {command}: {error}");
    }
}

#[tokio::test]
async fn what_waiting_cannot_mend_is_an_error_at_connect() {
    let server = RedisServer::options().password("correct").start().unwrap();
    let wrong = server.url().replace("correct", "hunter2");
    let error = RedisStore::connect(&wrong).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert!(RedisStore::connect(&server.url()).await.is_ok());
    let none = server.url().split('?').next().unwrap().to_owned();
    assert_eq!(RedisStore::connect(&none).await.unwrap_err().kind(), ErrorKind::Rejected);

    let primary = RedisServer::options().tcp().start().unwrap();
    let line = format!("replicaof 127.0.0.1 {}", primary.port().unwrap());
    let replica = RedisServer::options().line(line).start().unwrap();
    let error = RedisStore::connect(&replica.url()).await.unwrap_err();
    assert!(error.to_string().contains("replica"), "{error}");
    let error = RedisStore::connect(&format!("{}?db=99", primary_socket(&primary))).await.unwrap_err();
    assert!(error.to_string().contains("database"), "{error}");
}

fn primary_socket(server: &RedisServer) -> String {
    format!("unix://{}", server.folder().join("s").display())
}

#[tokio::test]
async fn a_server_that_becomes_a_replica_is_left() {
    let primary = RedisServer::options().tcp().start().unwrap();
    let world = World::new().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    world.client().call(["REPLICAOF", "127.0.0.1", &primary.port().unwrap().to_string()]).unwrap();
    soon("its connection is given up", async || world.first.0.get(entry.as_entry()).wait().await.is_err()).await;
}

#[cfg(not(feature = "tls"))]
#[tokio::test]
async fn a_url_for_tls_without_the_feature_says_what_to_enable() {
    let error = RedisStore::connect("rediss://localhost").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("`tls`"), "{error}");
}

/// A server that was stopped keeps its connections. The first read waits for as long as it may; who comes later does not.
#[tokio::test]
async fn a_server_that_answers_nobody_costs_one_read_its_timeout_and_the_others_nothing() {
    const TIMEOUT: Duration = Duration::from_millis(500);
    let mut world = World::new().await;
    let cache = Cache::new(world.first.0.clone());
    let region =
        cache.region::<str, u64>("r").policy(|policy| policy.store_timeout(TIMEOUT)).unchecked("a test").unwrap();
    let user = OnBehalfOf::new(1, "a test");
    let read = async || region.get_or_load(&user, "k", async || Ok::<_, std::io::Error>(7_u64)).await.unwrap();
    read().await;
    soon("it is filled", async || region.get(&user, "k").await.is_some()).await;
    world.server.pause().unwrap();
    let waited = Clock::system().stopwatch();
    read().await;
    assert!(waited.elapsed() >= TIMEOUT, "the first one finds out");
    let waited = Clock::system().stopwatch();
    for _ in 0..100 {
        read().await;
    }
    assert!(waited.elapsed() < 2 * TIMEOUT, "a hundred reads waited {:?}", waited.elapsed());
    world.server.resume().unwrap();
    soon("it is used again", async || region.get(&user, "k").await.is_some()).await;
    world.server.kill();
}
