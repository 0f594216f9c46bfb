//! Whoever the Sentinels say is the primary.

use postcache_core::{Cache, CacheStore, OnBehalfOf};
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
