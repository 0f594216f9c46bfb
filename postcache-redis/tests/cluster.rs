//! The laws of a store, kept on a cluster.

#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

use std::sync::OnceLock;
use std::time::Duration;

use postcache_conformance::{Fixture, suite};
use postcache_redis::RedisStore;
use testserver::RedisCluster;

#[derive(Debug, Default)]
struct Cluster;

impl Fixture for Cluster {
    type Store = RedisStore;

    /// How many entries the nodes hold, and why they leave, is theirs to know.
    const WAIVED: &'static [&'static str] =
        &["a_region_counts_its_entries_in_and_out", "accounting_is_exact_after_run_pending"];

    async fn open(&self, namespace: &str) -> RedisStore {
        static CLUSTER: OnceLock<RedisCluster> = OnceLock::new();
        let url = CLUSTER.get_or_init(|| RedisCluster::start().unwrap()).url();
        RedisStore::builder(&url)
            .namespace(namespace)
            .secret("a secret of tests")
            .timeout(LIMIT)
            .connect()
            .await
            .unwrap()
    }
}

/// Fifty-nine laws at once take their time on a small machine.
const LIMIT: Duration = Duration::from_secs(10);

suite!(Cluster);
