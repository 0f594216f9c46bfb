//! From counts to a verdict.

use super::window::Totals;
use super::{Health, OperationLatency, Status};
use crate::Cache;
use crate::clock::Millis;
use crate::observe::{EvictionReason, Operation};
use crate::store::StoreStats;

/// A mutation that runs for longer holds its entries out of the cache for so long.
const OLD_FENCE: Millis = Millis::new(60_000);
/// So many missed intervals are late.
const LATE_INTERVALS: u64 = 3;

pub(crate) fn examine(cache: &Cache) -> Health {
    let (totals, length) = cache.window().look(cache);
    let store = cache.store_stats();
    let mut verdict = Verdict::default();
    let requests = totals.hits + totals.misses;
    let hit_ratio = ratio(totals.hits, requests);
    verdict.hit_ratio(cache, hit_ratio, requests);
    verdict.quota(&totals, &store);
    verdict.fences(&store);
    verdict.leases(&totals);
    verdict.cleanup(&store);
    verdict.store(&totals);
    verdict.quarantine(cache);
    verdict.overrides(cache);
    store.concerns.iter().for_each(|concern| verdict.add(concern.status, concern.reason.clone()));
    Health {
        status: verdict.status.unwrap_or(Status::Healthy),
        reasons: verdict.reasons,
        coherence: if store.one_process { "process" } else { "store" },
        hit_ratio,
        hit_ratio_target: cache.settings().hit_ratio_target,
        requests,
        window_seconds: length.as_duration().as_secs_f64(),
        entries: store.entries,
        max_entries: store.max_entries,
        bytes: store.bytes,
        max_bytes: store.max_bytes,
        evictions_per_second: rates(&totals, length),
        latency: latencies(cache),
        store_errors: cache.store_telemetry().errors(),
        quarantined_scopes: cache.quarantine().len(),
        uncovered_mutations: cache.uncovered_mutations(),
        oldest_fence_ms: store.oldest_fence.map(Millis::get),
    }
}

#[derive(Default)]
struct Verdict {
    status: Option<Status>,
    reasons: Vec<String>,
}

impl Verdict {
    fn add(&mut self, status: Status, reason: String) {
        self.status = self.status.max(Some(status));
        self.reasons.push(reason);
    }

    fn hit_ratio(&mut self, cache: &Cache, ratio: Option<f64>, requests: u64) {
        let settings = cache.settings();
        let Some(ratio) = ratio.filter(|_| requests >= settings.hit_ratio_min_requests) else { return };
        if ratio < settings.hit_ratio_target {
            let (percent, target) = (ratio * 100.0, settings.hit_ratio_target * 100.0);
            self.add(
                Status::Degraded,
                format!(
                    "the hit ratio is {percent:.1} % of {requests} reads, below its target of {target:.0} %: raise `ttl` or \
                     `max_bytes`, or lower `hit_ratio_target`"
                ),
            );
        }
    }

    fn quota(&mut self, totals: &Totals, store: &StoreStats) {
        let by_quota = totals.evictions.get(EvictionReason::Quota as usize).copied().unwrap_or(0);
        if by_quota > 0 {
            self.add(
                Status::Degraded,
                format!(
                    "{by_quota} entries left because their scope was full: raise `max_entries_per_scope` or \
                     `max_bytes_per_scope`, or cache less for each user"
                ),
            );
        }
        let full = |used: u64, most: Option<u64>| most.is_some_and(|most| used * 100 >= most.saturating_mul(98));
        let by_capacity = totals.evictions.get(EvictionReason::Capacity as usize).copied().unwrap_or(0);
        let lookups = totals.hits + totals.misses;
        if by_capacity * 10 > lookups
            && full(store.entries + store.scopes + store.cells, store.max_entries) | full(store.bytes, store.max_bytes)
        {
            self.add(
                Status::Degraded,
                format!("the store is full and {by_capacity} entries left for {lookups} reads: raise `max_bytes` or `max_entries`"),
            );
        }
    }

    fn fences(&mut self, store: &StoreStats) {
        let Some(age) = store.oldest_fence.filter(|age| *age > OLD_FENCE) else { return };
        let seconds = age.get() / 1000;
        let region = store.oldest_fence_region.as_deref().unwrap_or("a scope");
        self.add(
            Status::Degraded,
            format!("a mutation of {region} has been under way for {seconds} s: bound its database statements"),
        );
    }

    fn leases(&mut self, totals: &Totals) {
        let outlived = totals.outlived_leases;
        if outlived > 0 {
            self.add(
                Status::Degraded,
                format!(
                    "{outlived} loads took longer than their lease, so their values were not stored: bound the loader's queries, \
                     or say how long it may take with `load_timeout`"
                ),
            );
        }
    }

    fn cleanup(&mut self, store: &StoreStats) {
        let Some(cleanup) = store.cleanup else { return };
        if cleanup.last.get() > cleanup.interval.get().saturating_mul(LATE_INTERVALS) {
            let seconds = cleanup.last.get() / 1000;
            self.add(
                Status::Degraded,
                format!(
                    "cleanup last ran {seconds} s ago, with a `cleanup_interval` of {} s: is the runtime that it started in still running?",
                    cleanup.interval.get() / 1000
                ),
            );
        }
    }

    fn store(&mut self, totals: &Totals) {
        let errors = totals.store_errors;
        if errors > 0 {
            self.add(
                Status::Degraded,
                format!(
                    "the store failed {errors} times, and reads went to their loaders: is it reachable, and is `store_timeout` \
                     long enough for it?"
                ),
            );
        }
    }

    fn overrides(&mut self, cache: &Cache) {
        for name in cache.settings().overrides.keys().filter(|name| !cache.registry().has(name)) {
            self.add(
                Status::Degraded,
                format!("the configuration speaks of a region `{name}`, which nobody has made: is it misspelt?"),
            );
        }
    }

    fn quarantine(&mut self, cache: &Cache) {
        let waiting = cache.quarantine().waiting(cache.clock().now());
        let quarantined = cache.quarantine().len().saturating_sub(waiting);
        if quarantined > 0 {
            self.add(
                Status::Unhealthy,
                format!("{quarantined} scopes are not cached because an invalidation has not reached the store: is it reachable?"),
            );
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio of counts")]
fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[expect(clippy::cast_precision_loss, reason = "a rate of counts")]
fn rates(totals: &Totals, length: Millis) -> Vec<(&'static str, f64)> {
    let seconds = length.as_duration().as_secs_f64().max(1.0);
    let reasons = EvictionReason::ALL.iter().zip(totals.evictions);
    reasons.map(|(reason, count)| (reason.as_str(), count as f64 / seconds)).collect()
}

fn latencies(cache: &Cache) -> Vec<OperationLatency> {
    let operations = Operation::ALL.iter().filter_map(|op| {
        let latency = cache.store_telemetry().latency(*op)?;
        Some(OperationLatency { op: op.as_str(), p50: latency.quantile(0.5)?, p99: latency.quantile(0.99)? })
    });
    operations.collect()
}
