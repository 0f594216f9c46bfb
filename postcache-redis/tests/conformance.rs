//! The laws of a store, kept on a real server.

#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

use std::time::Duration;

use postcache_conformance::{Fixture, suite};
use postcache_redis::RedisStore;

#[derive(Debug, Default)]
struct Redis;

impl Fixture for Redis {
    type Store = RedisStore;

    /// How many entries a server holds, and why they leave, is the server's to know.
    const WAIVED: &'static [&'static str] =
        &["a_region_counts_its_entries_in_and_out", "accounting_is_exact_after_run_pending"];

    async fn open(&self, namespace: &str) -> RedisStore {
        let url = testserver::shared_url();
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

suite!(Redis);
