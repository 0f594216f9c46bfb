//! A server, and a region on it.

use std::time::Duration;

use postcache::{Cache, OnBehalfOf, RedisStore, Region};
use testserver::RedisServer;

pub(crate) type Texts = Region<i64, String>;

pub(crate) const VALUE_BYTES: usize = 100;

/// A server that listens on a port of the loopback interface.
pub(crate) fn start() -> RedisServer {
    RedisServer::options().tcp().start().unwrap()
}

pub(crate) async fn cache(server: &RedisServer) -> Cache {
    Cache::new(RedisStore::builder(&server.url()).secret("of a benchmark").connect().await.unwrap())
}

pub(crate) fn texts(cache: &Cache, name: &str, tags: &[&str]) -> Texts {
    let region = cache.region(name).tags(tags.iter().copied()).ttl(Duration::from_hours(1));
    region.unchecked("texts of a benchmark").unwrap()
}

pub(crate) fn user(id: i64) -> OnBehalfOf<i64> {
    OnBehalfOf::new(id, "a benchmark")
}

pub(crate) fn value() -> String {
    // Two bytes of MessagePack say how long it is.
    "x".repeat(VALUE_BYTES - 2)
}

/// Reads until it is there.
pub(crate) async fn filled(texts: &Texts, user: &OnBehalfOf<i64>, key: i64) {
    while texts.get(user, &key).await.is_none() {
        texts.get_or_load(user, &key, async || value()).await;
    }
}
