//! Whoever the Sentinels say is the primary.

use postcache_core::{Cache, CacheStore, ErrorKind, OnBehalfOf};
use postcache_redis::RedisStore;
use testserver::SentinelTrio;

use crate::world::{NAMESPACE, Process, Seen, soon};

#[tokio::test]
async fn a_primary_that_the_sentinels_choose_is_found_and_its_copies_are_misses() {
    let mut trio = SentinelTrio::start().unwrap();
    let process = Process::at(&trio.url(), NAMESPACE).await;
    let region = Cache::new(process.0.clone()).region::<str, u64>("r").unchecked("a test").unwrap();
    let entry = region.entry(&OnBehalfOf::new(1, "a test"), "k").unwrap();
    process.load(&entry, 1).await;
    trio.servers_mut()[0].kill();
    soon("the new primary is found", async || match process.0.get(entry.as_entry()).wait().await {
        Ok(lookup) => {
            assert_eq!(crate::world::seen(lookup), Seen::Miss, "of another server's life");
            true
        }
        Err(_) => false,
    })
    .await;
    process.load(&entry, 2).await;
    assert_eq!(process.get(&entry).await, Seen::Value(2));
    assert_eq!(Process::at(&trio.url(), NAMESPACE).await.get(&entry).await, Seen::Value(2));
}

#[tokio::test]
async fn sentinels_and_servers_have_credentials_of_their_own() {
    let trio = SentinelTrio::start_with_passwords("hunter2", "correct").unwrap();
    let behind = trio.url().strip_prefix("redis+sentinel://").unwrap().to_owned();
    let process = Process::at(&format!("redis+sentinel://:hunter2@{behind}?sentinel_pass=correct"), NAMESPACE).await;
    let region = Cache::new(process.0.clone()).region::<str, u64>("r").unchecked("a test").unwrap();
    let entry = region.entry(&OnBehalfOf::new(1, "a test"), "k").unwrap();
    process.load(&entry, 1).await;
    assert_eq!(process.get(&entry).await, Seen::Value(1));
    for wrong in ["", "?sentinel_pass=hunter2"] {
        let error = RedisStore::connect(&format!("redis+sentinel://:hunter2@{behind}{wrong}")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
        assert!(error.to_string().contains("sentinel_pass"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    let wrong = format!("redis+sentinel://:correct@{behind}?sentinel_pass=correct");
    let error = RedisStore::connect(&wrong).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Rejected && !error.to_string().contains("Sentinel"), "{error}");
}
