//! Nobody who looks at the server's keys and commands, or at our words, learns of users. A process of its own, because it
//! listens to everything that is said in it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod words;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use postcache_core::{Cache, Clock, Error, OnBehalfOf, Progress, ReadMode, Region};
use postcache_redis::RedisStore;
use testserver::{RedisServer, Reply};
use words::Listener;

const USER: &str = "alice@example.org";
const KEY: &str = "diary-of-1984";
const SECRET: &str = "hunter2";
const VALUE: &str = "dear diary";

/// What names a user, a key or a credential. A value is not among them at the server: it is stored as it is.
const NAMES: [&str; 3] = [USER, KEY, SECRET];

type Texts = Region<str, String>;

#[tokio::test]
async fn no_user_no_key_and_no_value_is_heard_and_every_key_has_a_ttl() {
    Listener::begins();
    let mut server = RedisServer::options().user("service", SECRET, "~* +@all").start().unwrap();
    let builder = RedisStore::builder(&server.url()).namespace("private").secret(SECRET);
    let described = format!("{builder:?}");
    let store = builder.connect().await.unwrap();
    let made = format!("{store:?}");
    let cache = Cache::new(store.clone());
    let texts: Texts =
        cache.region("diary").tags(["diaries"]).negative_ttl(Duration::from_secs(60)).unchecked("a test").unwrap();
    let mut monitor = server.client().unwrap();
    monitor.call(["MONITOR"]).unwrap();
    server.client().unwrap().call(["CONFIG", "SET", "slowlog-log-slower-than", "0"]).unwrap();

    used(&cache, &texts).await;

    let mut client = server.client().unwrap();
    for key in client.keys("*").unwrap() {
        let ttl = client.call(["PTTL", &key]).unwrap();
        assert!(matches!(ttl, Reply::Integer(1..)), "{key} lives for ever: {ttl:?}");
    }
    client.call(["ECHO", "the end"]).unwrap();
    let mut seen = String::new();
    while !seen.contains("the end") {
        let Reply::Status(line) = monitor.receive().unwrap() else { panic!("a line") };
        seen.push_str(&line);
    }
    assert!(seen.contains("EVAL") && seen.contains("MGET") && seen.contains("UNLINK"), "something was seen");
    for command in [&["SLOWLOG", "GET", "10000"][..], &["CLIENT", "LIST"], &["KEYS", "*"]] {
        seen.push_str(&flat(&client.call(command).unwrap()));
    }
    for name in NAMES {
        assert!(!seen.contains(name), "{name} was seen at the server");
    }

    let said = described + &made + &troubled(&cache, &texts, &store, &mut server).await;
    let heard = Listener::heard();
    assert!(heard.contains("postcache::redis") && heard.contains("postcache::read"), "something was heard");
    for (words, where_) in [(heard, "in the log"), (said, "in what is shown")] {
        for name in NAMES.into_iter().chain([VALUE]) {
            let at = words.find(name).map(|at| words[at.saturating_sub(80)..].chars().take(200).collect::<String>());
            assert!(at.is_none(), "{name} was heard {where_}: {at:?}");
        }
    }
}

fn user() -> OnBehalfOf<&'static str> {
    OnBehalfOf::new(USER, "a test")
}

async fn load() -> io::Result<Option<String>> {
    Ok(Some(VALUE.to_owned()))
}

/// All that an application does while its server is well.
async fn used(cache: &Cache, texts: &Texts) {
    let keys = ["1", "2", KEY];
    for mode in [ReadMode::Normal, ReadMode::Normal, ReadMode::Refresh, ReadMode::Bypass, ReadMode::OnlyIfCached] {
        texts.get_or_load_with(mode, &user(), KEY, load).await.unwrap();
    }
    let none = async || Ok::<Option<String>, io::Error>(None);
    texts.get_or_load(&user(), "nothing here", none).await.unwrap();
    let failed = async || Err::<Option<String>, _>(io::Error::other("the database is away"));
    texts.get_or_load(&user(), "fails", failed).await.unwrap_err();
    let many = async |missing: Vec<&&'static str>| {
        Ok::<_, io::Error>(missing.into_iter().map(|key| (*key, VALUE.to_owned())).collect::<Vec<_>>())
    };
    texts.get_many_or_load(&user(), &keys, many).await.unwrap();
    let warmed = texts.warm(&user(), &keys).on_progress(|_: Progress| {}).load(many).await;
    drop(warmed);

    let mut put = cache.mutation(&user()).evict(texts, KEY).invalidate_tags(["diaries"]).begin().await;
    put.put(texts, KEY, Arc::new(VALUE.to_owned()));
    put.evict(texts, "2");
    put.commit().await;
    let beside = cache.mutation(&user()).clear_scope().begin().await;
    let overlapped = cache.mutation(&user()).evict(texts, KEY).begin().await;
    overlapped.abandon().await;
    beside.commit().await;
    drop(cache.mutation(&user()).evict(texts, "dropped").begin().await);
    texts.invalidate(&user(), KEY).await.unwrap();
    cache.invalidate_tags(&user(), ["diaries"]).await.unwrap();
    cache.clear_scope(&user()).await.unwrap();
    cache.run_pending().await;
}

/// The same while the server refuses, holds garbage, and is away; what was shown of it.
async fn troubled(cache: &Cache, texts: &Texts, store: &RedisStore, server: &mut RedisServer) -> String {
    let mut client = server.client().unwrap();
    client.call(["FLUSHALL"]).unwrap();
    texts.get_or_load(&user(), KEY, load).await.unwrap();
    soon(async || texts.get(&user(), KEY).await.is_some()).await;
    for key in client.keys("*}e*").unwrap() {
        client.call(["SET", &key, VALUE, "PX", "60000"]).unwrap();
    }
    texts.get_or_load(&user(), KEY, load).await.unwrap();
    client.call(["CONFIG", "SET", "maxmemory", "1"]).unwrap();
    texts.get_or_load(&user(), "another", load).await.unwrap();
    let shown = format!("{:?}", cache.health());
    server.kill();
    texts.get_or_load(&user(), KEY, load).await.unwrap();
    let errors: [Error; 3] = [
        texts.invalidate(&user(), KEY).await.unwrap_err(),
        cache.clear_scope(&user()).await.unwrap_err(),
        RedisStore::connect(&format!("redis://{USER}:{SECRET}@127.0.0.1:1/{KEY}")).await.unwrap_err(),
    ];
    cache.mutation(&user()).evict(texts, KEY).begin().await.commit().await;
    let states = format!("{:?} {:?} {:?} {store:?} {texts:?}", cache.health(), cache.stats(), store.counts());
    let words = errors.map(|error| format!("{error} {error:?}")).concat();
    let shutdown = cache.shutdown(Duration::from_millis(50)).await;
    [shown, states, words, format!("{shutdown:?} {cache:?}")].concat()
}

async fn soon(mut holds: impl AsyncFnMut() -> bool) {
    let waited = Clock::system().stopwatch();
    while !holds().await {
        assert!(waited.elapsed() < Duration::from_secs(30));
        tokio::task::yield_now().await;
    }
}

fn flat(reply: &Reply) -> String {
    match reply {
        Reply::Array(replies) => replies.iter().map(flat).collect::<Vec<_>>().join(" "),
        reply => String::from_utf8_lossy(reply.bytes().unwrap_or_default()).into_owned(),
    }
}
