//! What the server keeps: for entries by its `used_memory` before and after so many of them, for a stamp by `MEMORY USAGE`;
//! beside plain `SET`s, with a ttl, of keys and payloads as long.

use std::time::Duration;

use postcache::{Cache, RedisStore};
use testserver::{RedisServer, Reply};
use tokio::task::JoinSet;

use crate::server::{self, Texts, user};

const MANY: i64 = 20_000;
const AT_ONCE: i64 = 64;
/// As long as the key of an entry.
const KEY_BYTES: usize = 57;
/// Nothing is to be given up on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) async fn beside_the_driver() {
    for payload in [100, 1_000] {
        let plain = plain(payload);
        for (name, tags) in [("no tag", &[][..]), ("one tag", &["a"]), ("three tags", &["a", "b", "c"])] {
            let entry = entries(payload, tags).await;
            row(&format!("an entry of {payload} bytes, {name}"), entry, plain);
        }
    }
    let server = server::start();
    let texts = texts(&server, &["a"]).await;
    load(texts.clone(), 0, "text".to_owned()).await;
    row("the stamp of a scope", usage(&server, "*}g"), usage_of_plain(&server, "*}g"));
    row("the stamp of a tag", usage(&server, "*}t*"), usage_of_plain(&server, "*}t*"));
}

fn row(name: &str, ours: i64, plain: i64) {
    let number = |number: i64| f64::from(i32::try_from(number).unwrap());
    println!("| {name} | {ours} | {plain} | {:.2} |", number(ours) / number(plain));
}

async fn texts(server: &RedisServer, tags: &[&str]) -> Texts {
    let store = RedisStore::builder(&server.url()).secret("of a benchmark").timeout(PATIENCE).connect().await.unwrap();
    let region = Cache::new(store).region("texts").tags(tags.iter().copied()).ttl(Duration::from_hours(1));
    region.policy(|policy| policy.store_timeout(PATIENCE)).unchecked("texts of a benchmark").unwrap()
}

async fn load(texts: Texts, number: i64, text: String) {
    texts.get_or_load(&user(0), &number, async || text).await;
}

/// The mean of many entries of one scope, which has its stamps before.
async fn entries(payload: usize, tags: &[&str]) -> i64 {
    let server = server::start();
    let texts = texts(&server, tags).await;
    // MessagePack says in two or three bytes how long a text is.
    let text = "x".repeat(payload - if payload < 256 { 2 } else { 3 });
    load(texts.clone(), 0, text.clone()).await;
    stored(&texts, 1).await;
    let before = used(&server);
    for begin in (1..=MANY).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let end = MANY.min(begin + AT_ONCE - 1);
        let loads = (begin..=end).map(|number| load(texts.clone(), number, text.clone()));
        loads.collect::<JoinSet<()>>().join_all().await;
        stored(&texts, end + 1).await;
    }
    (used(&server) - before) / MANY
}

/// Waits until so many have arrived.
async fn stored(texts: &Texts, count: i64) {
    while texts.stats().filled("stored") < u64::try_from(count).unwrap() {
        tokio::task::yield_now().await;
    }
}

fn plain(payload: usize) -> i64 {
    let server = server::start();
    let value = vec![b'x'; payload];
    let mut client = server.client().unwrap();
    let mut set = |number: i64| {
        let key = format!("{number:0KEY_BYTES$}");
        client.call([b"SET", key.as_bytes(), &value, b"PX", b"3600000"]).unwrap();
    };
    set(0);
    let before = used(&server);
    (1..=MANY).for_each(set);
    (used(&server) - before) / MANY
}

fn used(server: &RedisServer) -> i64 {
    server.client().unwrap().info("memory", "used_memory").unwrap().unwrap().parse().unwrap()
}

/// Of the one key that matches.
fn usage(server: &RedisServer, pattern: &str) -> i64 {
    let mut client = server.client().unwrap();
    let keys = client.keys(pattern).unwrap();
    match client.call(["MEMORY", "USAGE", &keys[0]]).unwrap() {
        Reply::Integer(bytes) => bytes,
        other => unreachable!("MEMORY USAGE answers a number: {other:?}"),
    }
}

/// Of a key and a value as long as those of the one that matches.
fn usage_of_plain(server: &RedisServer, pattern: &str) -> i64 {
    let mut client = server.client().unwrap();
    let key = client.keys(pattern).unwrap().remove(0);
    let (plain, value) = ("p".repeat(key.len()), client.get(&key).unwrap().unwrap());
    client.call([b"SET", plain.as_bytes(), &value, b"PX", b"3600000"]).unwrap();
    usage(server, &plain)
}
