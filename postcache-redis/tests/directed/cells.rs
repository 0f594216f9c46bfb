//! What is in the cells, and what happens when it is something else.

use postcache_core::store::{Cells, Leased, Payload};
use postcache_core::{CacheStore, Millis};
use testserver::Reply;

use crate::world::{NAMESPACE, Process, Seen, World, only, tag};

#[tokio::test]
async fn cells_have_the_bytes_of_the_protocol() {
    let world = World::new().await;
    let entry = world.red("k");
    let lease = world.first.granted(&entry).await;
    let leased = world.cell('e');
    assert_eq!((leased.len(), &leased[..2], leased[50]), (83, &b"L\x01"[..], 1));
    assert_eq!(&leased[51..67], &world.cell('g')[1..]);
    assert_eq!(&leased[67..], &world.cell('t')[1..]);
    assert_eq!((world.cell('g').len(), world.cell('g')[0], world.cell('t')[0]), (17, b'S', b'S'));
    world.first.fill(lease, 7).await;
    let value = world.cell('e');
    assert_eq!((value[0], &value[1..83]), (b'V', &leased[1..]));
    assert_eq!(&value[83..93], [&[8, 1, 0, 0, 0, 0][..], &60_000_u32.to_be_bytes()].concat(), "and the seal");
    assert_eq!(value[101..], [7]);
    let fence = world.first.begin(only(&entry)).await;
    assert_eq!((world.cell('m').len(), world.cell('e').len(), &world.cell('e')[..2]), (34, 34, &b"W\x01"[..]));
    world.first.finish(&fence).await;
    assert_eq!((world.keys('m').len(), world.keys('e').len()), (0, 0));
}

#[tokio::test]
async fn every_key_has_a_ttl() {
    let world = World::new().await;
    world.first.load(&world.red("k"), 1).await;
    let _lease = world.first.granted(&world.red("l")).await;
    let _fence = world.first.begin(only(&world.plain("k"))).await;
    world.first.invalidate(tag(&world.red("k"), "blue")).await;
    let mut client = world.client();
    let keys = client.keys("*").unwrap();
    assert!(keys.len() >= 5, "{keys:?}");
    for key in keys {
        assert!(matches!(client.call(["PTTL", &key]).unwrap(), Reply::Integer(1..)), "{key}");
    }
}

#[tokio::test]
async fn a_value_must_agree_on_the_number_of_its_dependencies() {
    let world = World::new().await;
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    let mut cell = world.cell('e');
    // Without its tag, it would outlive the tag.
    cell[50] = 0;
    cell.drain(67..83);
    world.client().call([b"SET", world.key('e').as_bytes(), &cell]).unwrap();
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn another_entrys_value_under_my_key_is_refused_and_counted() {
    let world = World::new().await;
    let (mine, other) = (world.plain("mine"), world.plain("other"));
    world.first.load(&other, 1).await;
    let cell = world.cell('e');
    world.evict('e');
    world.first.load(&mine, 2).await;
    world.client().call([b"SET", world.key('e').as_bytes(), &cell]).unwrap();
    assert_eq!(world.first.get(&mine).await, Seen::Miss);
    assert_eq!(world.first.0.counts().foreign, 1);
    world.first.load(&mine, 3).await;
    assert_eq!(world.first.get(&mine).await, Seen::Value(3));
}

#[tokio::test]
async fn garbage_is_a_miss_and_is_overwritten() {
    let world = World::new().await;
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    let (value, keys) = (world.cell('e'), ['e', 'g', 't'].map(|kind| world.key(kind)));
    let mut client = world.client();
    for key in &keys {
        let garbage: [&[u8]; 6] = [b"", b"V", b"X\x01", &value[..40], &[0xff; 200], b"S0123456789abcde"];
        for bytes in garbage {
            client.call([b"SET", key.as_bytes(), bytes]).unwrap();
            assert_eq!(world.first.get(&entry).await, Seen::Miss, "{bytes:?}");
            world.first.load(&entry, 2).await;
            assert_eq!(world.first.get(&entry).await, Seen::Value(2));
        }
        client.call(["DEL", key]).unwrap();
        client.call(["LPUSH", key, "a list"]).unwrap();
        assert_eq!(world.first.get(&entry).await, Seen::Miss, "a list");
        world.first.load(&entry, 3).await;
        assert_eq!(world.first.get(&entry).await, Seen::Value(3));
        client.call(["DEL", key]).unwrap();
        client.call(["LPUSH", key, "a list"]).unwrap();
        let fence = world.first.begin(only(&entry)).await;
        world.first.finish(&fence).await;
        world.first.invalidate(tag(&entry, "red")).await;
        world.first.load(&entry, 1).await;
    }
}

#[tokio::test]
async fn another_namespace_and_another_secret_are_another_cache() {
    let world = World::new().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    let url = world.server.url();
    let elsewhere = Process::at(&url, "elsewhere").await;
    let stranger = postcache_redis::RedisStore::builder(&url).namespace(NAMESPACE).secret("another").connect().await;
    for other in [elsewhere, Process(stranger.unwrap())] {
        assert_eq!(other.get(&entry).await, Seen::Miss);
        other.invalidate(only(&entry)).await;
        assert!(matches!(other.lease(&entry).await, Leased::Granted(_)));
    }
    assert_eq!(world.first.get(&entry).await, Seen::Value(1));
}

#[tokio::test]
async fn two_databases_of_one_server_are_two_caches() {
    let world = World::new().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    let third = Process::at(&format!("{}?db=3", world.server.url()), NAMESPACE).await;
    assert_eq!(third.get(&entry).await, Seen::Miss);
    third.load(&entry, 2).await;
    third.invalidate(only(&entry)).await;
    assert_eq!((third.get(&entry).await, world.first.get(&entry).await), (Seen::Miss, Seen::Value(1)));
    third.load(&entry, 3).await;
    let mut client = world.client();
    assert_eq!(client.keys("*}e*").unwrap().len(), 1);
    client.call(["SELECT", "3"]).unwrap();
    assert_eq!(client.keys("*}e*").unwrap().len(), 1);
}

#[tokio::test]
async fn a_stamp_is_never_made_twice() {
    let world = World::new().await;
    let (first, second) = (world.red("first"), world.red("second"));
    world.first.load(&first, 1).await;
    let mut everything = Cells::of(first.key.to_scope_key());
    everything.whole_scope = true;
    for cells in [everything, tag(&first, "red")] {
        world.first.invalidate(cells).await;
        world.first.load(&second, 2).await;
        assert_eq!(world.first.get(&first).await, Seen::Miss, "the old stamp came back");
        world.first.invalidate(only(&second)).await;
        world.first.load(&first, 1).await;
    }
}

impl World {
    /// The server's time in milliseconds, what a key has left to live, and the server's time again.
    fn ttl_of(&self, key: &str) -> (u64, u64, u64) {
        let mut client = self.client();
        let mut now = || match client.call(["TIME"]).unwrap() {
            Reply::Array(parts) => {
                let number =
                    |at: usize| -> u64 { std::str::from_utf8(parts[at].bytes().unwrap()).unwrap().parse().unwrap() };
                number(0) * 1_000 + number(1) / 1_000
            }
            other => panic!("{other:?}"),
        };
        let before = now();
        let Reply::Integer(left) = self.client().call(["PTTL", key]).unwrap() else { panic!("a number") };
        (before, u64::try_from(left).unwrap(), now())
    }
}

#[tokio::test]
async fn a_ttl_is_kept_to_the_millisecond() {
    let world = World::new().await;
    let entry = world.plain("k");
    for millis in [999, 1_000, 1_500, 60_001, 30 * 24 * 60 * 60 * 1_000] {
        let lease = world.first.granted(&entry).await;
        let payload = Payload::new(Some(std::sync::Arc::new(1_u64)), Millis::new(millis));
        world.first.0.fill(lease, payload).await.unwrap();
        let key = world.key('e');
        let (before, left, after) = world.ttl_of(&key);
        let born = u64::from_be_bytes(world.cell('e')[42..50].try_into().unwrap()) / 1_000;
        // It was filled a moment after it was born, and ends so long after that.
        assert!(after + left >= born + millis, "{left} of {millis}");
        assert!(before + left <= after + millis, "{left} of {millis}");
        world.first.invalidate(only(&entry)).await;
    }
    let lease = world.first.granted(&entry).await;
    world.first.0.fill(lease, Payload::new(Some(std::sync::Arc::new(1_u64)), Millis::new(1))).await.unwrap();
    crate::world::soon("a millisecond passes", async || world.keys('e').is_empty()).await;
}
