//! The laws of a store, kept on a real server and on a cluster.
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

mod cluster;
#[cfg(feature = "encryption")]
mod encrypted;
#[cfg(feature = "compression")]
mod packed;
mod standalone;

use std::time::Duration;

use postcache_redis::RedisStore;

/// How many entries a server holds, and why they leave, is the server's to know.
const WAIVED: &[&str] = &["a_region_counts_its_entries_in_and_out", "accounting_is_exact_after_run_pending"];

/// All the laws at once take their time on a small machine.
const LIMIT: Duration = Duration::from_secs(10);

async fn open(url: &str, namespace: &str) -> RedisStore {
    let store = RedisStore::builder(url).namespace(namespace).secret("a secret of tests").timeout(LIMIT);
    store.connect().await.unwrap()
}
