//! Bytes that somebody else planted: never shown, never a panic, and counted where they can be told from a loss.

use postcache_core::store::{Filled, Finish, Put, PutOutcome};
use postcache_core::{Cache, CacheStore, OnBehalfOf};
use postcache_redis::Counts;
#[cfg(feature = "encryption")]
use {postcache_redis::RedisStoreBuilder, testserver::RedisServer};

use crate::world::{Process, Seen, World, only, payload, soon, user};

const EACH: u64 = 100;

/// What a cell is changed into: always the same for a number, never the cell itself.
fn corrupt(cell: &[u8], number: u64) -> (Vec<u8>, usize) {
    let random = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let at = usize::try_from(random >> 32).unwrap() % cell.len();
    let mut bytes = cell.to_vec();
    match number % 10 {
        7 => bytes.truncate(at),
        8 => bytes.push(random.to_le_bytes()[0]),
        9 => bytes.splice(at.., random.to_le_bytes()).for_each(drop),
        _ => bytes[at] ^= 1 + random.to_le_bytes()[1] % 255,
    }
    if bytes == cell { (Vec::new(), 0) } else { (bytes, at) }
}

fn refused(counts: Counts) -> u64 {
    counts.foreign + counts.corrupt + counts.other_version + counts.undecodable
}

impl World {
    fn plant(&self, key: &str, bytes: &[u8]) {
        self.client().call([b"SET", key.as_bytes(), bytes, b"PX", b"60000"]).unwrap();
    }
}

#[tokio::test]
async fn a_value_that_was_changed_is_a_miss_and_is_counted() {
    every_change_is_refused(World::new().await).await;
}

#[cfg(feature = "encryption")]
#[tokio::test]
async fn an_encrypted_value_that_was_changed_is_a_miss_and_is_counted() {
    let encrypts = |builder: RedisStoreBuilder| builder.encryption(["sixteen bytes of key"]);
    every_change_is_refused(World::by(RedisServer::options(), encrypts).await).await;
}

async fn every_change_is_refused(world: World) {
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    let (key, cell) = (world.key('e'), world.cell('e'));
    let mut counted = 0;
    for number in 0..3 * EACH {
        let (bytes, at) = corrupt(&cell, number);
        // Its birth is the server's, and tells its age alone.
        if bytes.len() == cell.len() && (42..50).contains(&at) {
            continue;
        }
        let before = refused(world.first.0.counts());
        world.plant(&key, &bytes);
        assert_eq!(world.first.get(&entry).await, Seen::Miss, "{bytes:?}");
        // A life of the server, or a stamp, that is not the current one is what any loss leaves; and `W` is a mutation's.
        let may_be_a_loss = (34..83).contains(&at) || bytes.first() == Some(&b'W');
        let now = refused(world.first.0.counts()) - before;
        assert!(now == 1 || may_be_a_loss && now == 0, "{bytes:?} was counted {now} times");
        counted += now;
    }
    assert!(counted > EACH, "{counted}");
    world.plant(&key, &cell);
    assert_eq!(world.first.get(&entry).await, Seen::Value(1));
}

#[tokio::test]
async fn a_stamp_that_was_changed_is_a_miss() {
    let world = World::new().await;
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    for kind in ['g', 't'] {
        let (key, cell) = (world.key(kind), world.cell(kind));
        for number in 0..EACH {
            let (bytes, _) = corrupt(&cell, number);
            world.plant(&key, &bytes);
            assert_eq!(world.first.get(&entry).await, Seen::Miss, "{kind}: {bytes:?}");
        }
        assert!(world.first.0.counts().corrupt > 10, "lengths and first bytes are counted");
        world.plant(&key, &cell);
        assert_eq!(world.first.get(&entry).await, Seen::Value(1));
    }
}

#[tokio::test]
async fn a_lease_that_was_changed_fills_nothing() {
    let world = World::new().await;
    let entry = world.red("k");
    for number in 0..EACH {
        let lease = world.first.granted(&entry).await;
        let (key, cell) = (world.key('e'), world.cell('e'));
        let (bytes, _) = corrupt(&cell, number);
        world.plant(&key, &bytes);
        assert_ne!(world.first.fill(lease, 1).await, Filled::Stored, "{bytes:?}");
        assert_eq!(world.first.get(&entry).await, Seen::Miss, "{bytes:?}");
        world.evict('e');
    }
    world.first.load(&entry, 2).await;
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
}

#[tokio::test]
async fn a_fence_that_was_changed_is_lifted_all_the_same_and_stores_nothing() {
    let world = World::new().await;
    let entry = world.red("k");
    for kind in ['m', 'e'] {
        for number in 0..EACH {
            world.client().call(["FLUSHALL"]).unwrap();
            let fence = world.first.begin(only(&entry)).await;
            let (key, cell) = (world.key(kind), world.cell(kind));
            let (bytes, at) = corrupt(&cell, number);
            world.plant(&key, &bytes);
            let finish = Finish::new(only(&entry), vec![Put::new(entry.clone(), payload(1))]);
            let outcome = world.first.0.finish(&fence, finish).await.unwrap().puts[0];
            // The version is read by nobody, a deadline that is later is the same fence, and what follows it is another.
            let stands = bytes.len() >= cell.len() && (at == 1 || (18..26).contains(&at) || number % 10 == 8);
            assert!(outcome == PutOutcome::Overlapped || stands, "{kind}: {bytes:?} {outcome:?}");
            let seen = world.first.get(&entry).await;
            assert!(seen == Seen::Miss || outcome == PutOutcome::Stored && seen == Seen::Value(1), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn another_users_value_under_my_key_is_never_shown() {
    let world = World::new().await;
    let cache = Cache::new(world.first.0.clone());
    let region = cache.region::<str, u64>("diary").unchecked("a test").unwrap();
    let (mine, theirs) = (user(), OnBehalfOf::new(43, "a test"));
    let load = async |user: &OnBehalfOf<i64>, value: u64| {
        region.get_or_load(user, "k", async || Ok::<_, std::io::Error>(value)).await.unwrap()
    };
    assert_eq!(load(&mine, 1).await, 1);
    soon("mine is filled", async || region.get(&mine, "k").await.is_some()).await;
    let my = world.key('e');
    assert_eq!(load(&theirs, 2).await, 2);
    soon("theirs is filled", async || region.get(&theirs, "k").await.is_some()).await;
    let their = world.keys('e').into_iter().find(|key| *key != my).unwrap();
    let mut client = world.client();
    let [my_cell, their_cell] = [&my, &their].map(|key| client.get(key).unwrap().unwrap());
    // As it is; under my header; with my context and stamps in its header.
    let body = 67;
    let mut dressed_up = their_cell.clone();
    dressed_up[2..18].copy_from_slice(&my_cell[2..18]);
    dressed_up[51..67].copy_from_slice(&my_cell[51..67]);
    for planted in [their_cell.clone(), [&my_cell[..body], &their_cell[body..]].concat(), dressed_up] {
        world.plant(&my, &planted);
        let before = (refused(world.first.0.counts()), region.stats().refused);
        assert_eq!(load(&mine, 3).await, 3);
        let after = (refused(world.first.0.counts()), region.stats().refused);
        assert!(after.0 > before.0 && after.1 > before.1, "it was counted");
    }
    let counts = world.first.0.counts();
    assert!(counts.foreign >= 1 && counts.corrupt >= 2, "{counts:?}");
}

#[tokio::test]
async fn a_process_with_another_secret_reads_no_value_even_under_its_own_name() {
    let world = World::new().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    let cell = world.cell('e');
    let url = world.server.url();
    let stranger = postcache_redis::RedisStore::builder(&url).namespace("directed").secret("another").connect().await;
    let stranger = Process(stranger.unwrap());
    world.evict('e');
    stranger.load(&entry, 2).await;
    let (key, own) = (world.key('e'), world.cell('e'));
    // Its own context and stamp, and the body of the other.
    world.plant(&key, &[&own[..67], &cell[67..]].concat());
    assert_eq!(stranger.get(&entry).await, Seen::Miss);
    assert_eq!(stranger.0.counts().corrupt, 1);
}
