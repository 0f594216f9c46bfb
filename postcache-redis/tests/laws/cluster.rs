//! Three nodes and their replicas.

use std::sync::OnceLock;

use postcache_conformance::{Fixture, suite};
use postcache_redis::RedisStore;
use testserver::RedisCluster;

pub(crate) fn url() -> String {
    static CLUSTER: OnceLock<RedisCluster> = OnceLock::new();
    CLUSTER.get_or_init(|| RedisCluster::start().unwrap()).url()
}

#[derive(Debug, Default)]
struct Cluster;

impl Fixture for Cluster {
    type Store = RedisStore;

    const WAIVED: &'static [&'static str] = super::WAIVED;

    async fn open(&self, namespace: &str) -> RedisStore {
        super::open(&url(), namespace).await
    }
}

suite!(Cluster);
