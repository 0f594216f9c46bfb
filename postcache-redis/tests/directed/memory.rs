//! What the server keeps, by its own count, beside a plain `SET` of a key and a payload as long.

use std::sync::Arc;

use postcache_core::store::{Filled, Payload};
use postcache_core::{Cache, CacheStore};
use testserver::{Client, Reply};

use crate::world::{LONG, World, user};

/// A text of so many bytes of MessagePack, of which two or three say how long it is.
fn text(encoded: usize) -> String {
    "x".repeat(encoded - if encoded < 256 { 2 } else { 3 })
}

fn usage(client: &mut Client, key: &str) -> i64 {
    match client.call(["MEMORY", "USAGE", key]).unwrap() {
        Reply::Integer(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}

/// An entry's own memory less that of a plain `SET`, and what the cells of its scope and of its tags take.
async fn over_a_plain_set(payload: usize, tags: &[&str]) -> (i64, i64, Vec<i64>) {
    let world = World::new().await;
    let region = Cache::new(world.first.0.clone()).region::<str, String>("text").tags(tags.iter().copied());
    let entry = region.unchecked("a test").unwrap().entry(&user(), "k").unwrap();
    let lease = world.first.granted(&entry).await;
    let value = Payload::new(Some(Arc::new(text(payload))), LONG);
    assert_eq!(world.first.0.fill(lease, value).await.unwrap(), Filled::Stored);
    let (key, mut client) = (world.key('e'), world.client());
    let plain = "p".repeat(key.len());
    client.call([b"SET", plain.as_bytes(), &vec![b'x'; payload], b"PX", b"60000"]).unwrap();
    let over = usage(&mut client, &key) - usage(&mut client, &plain);
    let stamps = world.keys('t').iter().map(|tag| usage(&mut client, tag)).collect();
    (over, usage(&mut client, &world.key('g')), stamps)
}

#[tokio::test]
async fn an_entry_takes_little_more_than_its_payload_and_a_stamp_little_more_than_its_name() {
    for (tags, most) in [(&[][..], 112), (&["a"], 144), (&["a", "b", "c"], 176)] {
        let (entry, scope, stamps) = over_a_plain_set(100, tags).await;
        assert!((1..=most).contains(&entry), "{entry} bytes more with {} tags", tags.len());
        assert!(scope <= 165, "{scope} bytes of a scope");
        assert_eq!(stamps.len(), tags.len());
        assert!(stamps.iter().all(|tag| *tag <= 197), "{stamps:?} bytes of tags");
    }
}

/// Where the classes of the allocator are coarser than what is added.
#[tokio::test]
async fn a_long_entry_takes_as_little_more() {
    for tags in [&[][..], &["a"], &["a", "b", "c"]] {
        let (entry, ..) = over_a_plain_set(1_000, tags).await;
        assert!((1..=288).contains(&entry), "{entry} bytes more with {} tags", tags.len());
    }
}
