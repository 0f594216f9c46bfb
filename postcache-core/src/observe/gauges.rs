//! Levels that are known when somebody asks.

use crate::store::StoreStats;

/// Tells the recorder how many mutations are under way or held, and how many scopes are not used.
#[cfg(feature = "metrics")]
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; counts stay below 2^53")]
pub(crate) fn set_gauges(stats: &StoreStats, quarantined: usize) {
    metrics::gauge!("postcache_fences", "kind" => "live").set(stats.fences as f64);
    metrics::gauge!("postcache_fences", "kind" => "held").set(stats.holds as f64);
    metrics::gauge!("postcache_quarantined_scopes").set(quarantined as f64);
}

#[cfg(not(feature = "metrics"))]
pub(crate) const fn set_gauges(_: &StoreStats, _: usize) {}
