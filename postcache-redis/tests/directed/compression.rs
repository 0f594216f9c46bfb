//! Values that are stored smaller than they are.

use std::sync::Arc;

use postcache_core::store::{Filled, Lookup, OwnedEntry, Payload};
use postcache_core::{Cache, CacheStore};
use postcache_redis::RedisStore;

use crate::world::{LONG, NAMESPACE, Process, World, user};

const TEXT: usize = 100_000;

async fn process(world: &World, above: usize) -> Process {
    let store = RedisStore::builder(&world.server.url()).namespace(NAMESPACE).secret("secret").compress_above(above);
    Process(store.connect().await.unwrap())
}

fn entry(process: &Process, max: u64) -> OwnedEntry {
    let region = Cache::new(process.0.clone()).region::<str, String>("text");
    let region = region.policy(|policy| policy.max_value_bytes(max)).unchecked("a test").unwrap();
    region.entry(&user(), "k").unwrap()
}

async fn store(process: &Process, text: &str) {
    let entry = entry(process, 1 << 20);
    let lease = process.granted(&entry).await;
    let payload = Payload::new(Some(Arc::new(text.to_owned())), LONG);
    assert_eq!(process.0.fill(lease, payload).await.unwrap(), Filled::Stored);
}

async fn read(process: &Process, entry: &OwnedEntry) -> Option<String> {
    match process.0.get(entry.as_entry()).wait().await.unwrap() {
        Lookup::Hit(object) => Some(object.downcast_ref::<String>().unwrap().clone()),
        _ => None,
    }
}

#[tokio::test]
async fn a_long_value_is_stored_small_and_read_by_every_process() {
    let world = World::new().await;
    let (packs, does_not) = (process(&world, 1_000).await, world.another_process().await);
    let text = "the same again, ".repeat(TEXT / 16);
    store(&packs, &text).await;
    assert!(world.cell('e').len() < TEXT / 50, "{}", world.cell('e').len());
    assert_eq!(world.cell('e')[67], 8 | 2, "the flags say so");
    for process in [&packs, &does_not] {
        assert_eq!(read(process, &entry(process, 1 << 20)).await.as_ref(), Some(&text));
    }
    world.evict('e');
    store(&packs, "short").await;
    assert_eq!(world.cell('e')[67], 8, "what is short stays as it is");
    assert_eq!(read(&packs, &entry(&packs, 1 << 20)).await.as_deref(), Some("short"));
}

#[tokio::test]
async fn a_value_that_unpacks_to_more_than_its_region_allows_is_a_miss_and_is_counted() {
    let world = World::new().await;
    let process = process(&world, 1_000).await;
    store(&process, &"x".repeat(TEXT)).await;
    let smaller = world.another_process().await;
    assert_eq!(read(&smaller, &entry(&smaller, 50_000)).await, None);
    assert_eq!(smaller.0.counts().undecodable, 1);
}
