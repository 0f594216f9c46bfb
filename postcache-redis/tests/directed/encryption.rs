//! Values that the server cannot read, and that open only where they were put.

use std::sync::Arc;

use postcache_core::store::{Filled, Finish, Lookup, OwnedEntry, Payload, Put, PutOutcome};
use postcache_core::{Cache, CacheStore, Region};
use postcache_redis::RedisStoreBuilder;
use testserver::RedisServer;

use crate::world::{LONG, NAMESPACE, Process, Seen, World, builder, only, user};

const NEW: &str = "the new key, which nobody knows";
const OLD: &str = "the old key, which nobody knows";

/// Where the body of an entry without tags begins, and how far the part of its header goes that a client wrote.
const BODY: usize = 67;
const IDENTITY: usize = 42;

fn by(keys: &[&'static str]) -> impl Fn(RedisStoreBuilder) -> RedisStoreBuilder {
    move |builder| builder.encryption(keys.iter().copied())
}

async fn world() -> World {
    World::by(RedisServer::options(), by(&[NEW])).await
}

async fn beside(world: &World, keys: &[&'static str]) -> Process {
    Process::of(by(keys)(builder(&world.server.url(), NAMESPACE))).await
}

fn texts(process: &Process) -> Region<str, String> {
    Cache::new(process.0.clone()).region("text").unchecked("a test").unwrap()
}

async fn text(process: &Process, entry: &OwnedEntry) -> Option<String> {
    match process.0.get(entry.as_entry()).wait().await.unwrap() {
        Lookup::Hit(object) => Some(object.downcast_ref::<String>().unwrap().clone()),
        _ => None,
    }
}

fn holds(cell: &[u8], text: &str) -> bool {
    cell.windows(text.len()).any(|window| window == text.as_bytes())
}

impl World {
    fn set(&self, cell: &[u8]) {
        self.client().call([b"SET", self.key('e').as_bytes(), cell, b"PX", b"60000"]).unwrap();
    }
}

#[tokio::test]
async fn neither_a_filled_nor_a_put_value_can_be_read_at_the_server() {
    let world = world().await;
    let entry = texts(&world.first).entry(&user(), "k").unwrap();
    let payload = || Payload::new(Some(Arc::new("dear diary".to_owned())), LONG);
    let lease = world.first.granted(&entry).await;
    assert_eq!(world.first.0.fill(lease, payload()).await.unwrap(), Filled::Stored);
    let filled = world.cell('e');
    let fence = world.first.begin(only(&entry)).await;
    let finish = Finish::new(only(&entry), vec![Put::new(entry.clone(), payload())]);
    assert_eq!(world.first.0.finish(&fence, finish).await.unwrap().puts, [PutOutcome::Stored]);
    let put = world.cell('e');
    for cell in [filled, put] {
        assert_eq!((cell[BODY], holds(&cell, "diary")), (4, false));
    }
    assert_eq!(text(&world.first, &entry).await.as_deref(), Some("dear diary"));
    let open = world.another_process().await;
    let entry = texts(&open).entry(&user(), "k").unwrap();
    assert_eq!(text(&open, &entry).await, None);
    let lease = open.granted(&entry).await;
    assert_eq!(open.0.fill(lease, payload()).await.unwrap(), Filled::Stored);
    assert!(holds(&world.cell('e'), "dear diary"), "without a key it can");
}

/// A deployment that switches it on, or back off, meets misses and no alarm.
#[tokio::test]
async fn an_encrypted_value_and_one_that_is_not_are_misses_for_each_other() {
    let world = world().await;
    let entry = world.plain("k");
    let open = world.another_process().await;
    world.first.load(&entry, 1).await;
    assert_eq!((open.get(&entry).await, world.first.get(&entry).await), (Seen::Miss, Seen::Value(1)));
    open.load(&entry, 2).await;
    assert_eq!((world.first.get(&entry).await, open.get(&entry).await), (Seen::Miss, Seen::Value(2)));
    world.first.load(&entry, 3).await;
    assert_eq!((open.get(&entry).await, world.first.get(&entry).await), (Seen::Miss, Seen::Value(3)));
    for counts in [open.0.counts(), world.first.0.counts()] {
        assert!(counts.other_version > 0 && counts.corrupt == 0, "{counts:?}");
    }
    open.invalidate(only(&entry)).await;
    assert_eq!(world.first.get(&entry).await, Seen::Miss, "and each ends the other's entries");
}

#[tokio::test]
async fn a_key_is_replaced_without_a_miss_if_all_know_it_before_it_writes() {
    let world = World::by(RedisServer::options(), by(&[OLD])).await;
    let entry = world.plain("k");
    let (knows, writes, forgot) =
        (beside(&world, &[OLD, NEW]).await, beside(&world, &[NEW, OLD]).await, beside(&world, &[NEW]).await);
    world.first.load(&entry, 1).await;
    for process in [&knows, &writes] {
        assert_eq!(process.get(&entry).await, Seen::Value(1));
    }
    assert_eq!(forgot.get(&entry).await, Seen::Miss, "an unknown key");
    world.first.invalidate(only(&entry)).await;
    writes.load(&entry, 2).await;
    for process in [&knows, &forgot] {
        assert_eq!(process.get(&entry).await, Seen::Value(2));
    }
    assert_eq!(world.first.get(&entry).await, Seen::Miss, "an unknown key");
    assert_eq!(forgot.0.counts().other_version + world.first.0.counts().other_version, 2);
    assert_eq!(forgot.0.counts().corrupt + world.first.0.counts().corrupt, 0);
}

/// Of the same entry, in the same scope, under the same key: only the header differs.
#[tokio::test]
async fn a_value_of_an_earlier_lease_does_not_open_under_a_later_one() {
    let world = world().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    let earlier = world.cell('e');
    world.first.invalidate(only(&entry)).await;
    world.first.load(&entry, 2).await;
    let later = world.cell('e');
    world.set(&[&later[..BODY], &earlier[BODY..]].concat());
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    assert_eq!(world.first.0.counts().corrupt, 1);
    world.set(&later);
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
}

#[tokio::test]
async fn a_value_of_another_entry_or_life_of_the_server_does_not_open() {
    let world = world().await;
    let (mine, other) = (world.plain("mine"), world.plain("other"));
    world.first.load(&other, 1).await;
    let another = world.cell('e');
    world.evict('e');
    world.first.load(&mine, 2).await;
    let own = world.cell('e');
    let mut of_another_life = own.clone();
    of_another_life[34..IDENTITY].copy_from_slice(b"earlier.");
    world.set(&of_another_life);
    assert_eq!(world.first.get(&mine).await, Seen::Miss);
    // The other's token and body in a header that is mine: what remains to be noticed is whose they are.
    let mut dressed_up = another;
    dressed_up[2..18].copy_from_slice(&own[2..18]);
    world.set(&dressed_up);
    assert_eq!(world.first.get(&mine).await, Seen::Miss);
    assert_eq!(world.first.0.counts().corrupt, 1);
}

/// Each scope has a key of its own: all that a header says could be the same.
#[tokio::test]
async fn a_value_of_another_scope_does_not_open() {
    let world = world().await;
    let region = Cache::new(world.first.0.clone()).region::<str, u64>("diary").unchecked("a test").unwrap();
    let theirs = region.entry(&postcache_core::OnBehalfOf::new(43, "a test"), "k").unwrap();
    let mine = region.entry(&user(), "k").unwrap();
    world.first.load(&theirs, 1).await;
    let their_cell = world.cell('e');
    world.evict('e');
    world.first.load(&mine, 2).await;
    let my_cell = world.cell('e');
    for header in [&my_cell[..BODY], &[&my_cell[..18], &their_cell[18..BODY - 16], &my_cell[BODY - 16..BODY]].concat()]
    {
        world.set(&[header, &their_cell[BODY..]].concat());
        assert_eq!(world.first.get(&mine).await, Seen::Miss);
    }
    assert_eq!(world.first.0.counts().corrupt, 2);
}

/// All that is outside of the encryption is under its tag.
#[tokio::test]
async fn what_is_said_about_a_value_cannot_be_changed() {
    let world = world().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    let cell = world.cell('e');
    for at in (1..IDENTITY).chain(BODY..cell.len()) {
        let mut changed = cell.clone();
        changed[at] ^= 1;
        world.set(&changed);
        assert_eq!(world.first.get(&entry).await, Seen::Miss, "byte {at}");
    }
    world.set(&cell);
    assert_eq!(world.first.get(&entry).await, Seen::Value(1));
}

#[cfg(feature = "compression")]
#[tokio::test]
async fn a_value_is_compressed_before_it_is_encrypted() {
    let small = |builder: RedisStoreBuilder| by(&[NEW])(builder).compress_above(1_000);
    let world = World::by(RedisServer::options(), small).await;
    let entry = texts(&world.first).entry(&user(), "k").unwrap();
    let long = "dear diary, ".repeat(8_000);
    let lease = world.first.granted(&entry).await;
    let payload = Payload::new(Some(Arc::new(long.clone())), LONG);
    assert_eq!(world.first.0.fill(lease, payload).await.unwrap(), Filled::Stored);
    let cell = world.cell('e');
    assert_eq!((cell[BODY], holds(&cell, "diary")), (4 | 2, false));
    assert!(cell.len() < long.len() / 50, "{}", cell.len());
    assert_eq!(text(&world.first, &entry).await, Some(long));
}

#[tokio::test]
async fn no_key_and_a_short_key_are_refused_and_shown_nowhere() {
    for keys in [&[][..], &["hunter2"], &[NEW, NEW]] {
        let described = builder("redis://127.0.0.1:1", NAMESPACE).encryption(keys.iter().copied());
        let shown = format!("{described:?}");
        let error = described.connect().await.unwrap_err();
        assert_eq!(error.kind(), postcache_core::ErrorKind::Config);
        let words = format!("{shown} {error} {error:?}");
        assert!(words.contains("`encryption`"), "{words}");
        assert!(!words.contains("hunter2") && !words.contains("nobody knows"), "{words}");
    }
}
