//! How a cache does, with reasons in words.

mod examine;
mod window;

use std::time::Duration;

pub(crate) use examine::examine;
use serde::{Serialize, Serializer};
pub(crate) use window::Window;

/// The verdict of [`Cache::health`](crate::Cache::health). It serializes, for a `/health` page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Health {
    /// The worst of the reasons.
    pub status: Status,
    /// Why it is not healthy; each names the setting to change.
    pub reasons: Vec<String>,
    /// Whether other processes' mutations are seen: `process` where they are not, `store` where they are.
    pub coherence: &'static str,
    /// Hits among the reads that asked the cache, in the window; `None` before the first.
    pub hit_ratio: Option<f64>,
    /// What it should be.
    pub hit_ratio_target: f64,
    /// Reads that asked the cache in the window.
    pub requests: u64,
    /// The length of the window, in seconds.
    pub window_seconds: f64,
    /// Resident entries.
    pub entries: u64,
    /// The most there may be.
    pub max_entries: Option<u64>,
    /// Bytes that they weigh.
    pub bytes: u64,
    /// The most there may be.
    pub max_bytes: Option<u64>,
    /// Entries that left in the window, per second, by reason.
    #[serde(serialize_with = "by_name")]
    pub evictions_per_second: Vec<(&'static str, f64)>,
    /// How long the store's operations take.
    pub latency: Vec<OperationLatency>,
    /// Errors of the store since the cache was made.
    pub store_errors: u64,
    /// Scopes that are not used because an invalidation of theirs has not reached the store.
    pub quarantined_scopes: usize,
    /// Mutations whose fence was not confirmed, or had ended before they did without a confirmation of that.
    pub uncovered_mutations: u64,
    /// The age of the oldest mutation under way, in milliseconds.
    pub oldest_fence_ms: Option<u64>,
}

/// Health in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// As it should be.
    Healthy,
    /// It works, and somebody should look.
    Degraded,
    /// It does not help: requests go to the loaders.
    Unhealthy,
}

/// How long one operation of the store takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OperationLatency {
    /// The operation.
    pub op: &'static str,
    /// Half of the calls take at most so long. Serialized as `p50_ms`.
    #[serde(rename = "p50_ms", serialize_with = "in_milliseconds")]
    pub p50: Duration,
    /// 99 of 100 calls take at most so long. Serialized as `p99_ms`.
    #[serde(rename = "p99_ms", serialize_with = "in_milliseconds")]
    pub p99: Duration,
}

/// The counts of [`Cache::stats`](crate::Cache::stats).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheStats {
    /// Each region, by name.
    pub regions: Vec<crate::RegionStats>,
    /// What the store says about itself.
    pub store: crate::store::StoreStats,
}

fn by_name<S: Serializer>(rates: &[(&'static str, f64)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(rates.iter().copied())
}

fn in_milliseconds<S: Serializer>(took: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(took.as_secs_f64() * 1000.0)
}
