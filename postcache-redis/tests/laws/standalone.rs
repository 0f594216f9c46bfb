//! One server.

use postcache_conformance::{Fixture, suite};
use postcache_redis::RedisStore;

#[derive(Debug, Default)]
struct Redis;

impl Fixture for Redis {
    type Store = RedisStore;

    const WAIVED: &'static [&'static str] = super::WAIVED;

    async fn open(&self, namespace: &str) -> RedisStore {
        super::open(&testserver::shared_url(), namespace).await
    }
}

suite!(Redis);
