//! How long things take: a histogram in the process, for percentiles without a recorder.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Four buckets for each power of two of nanoseconds, so that a percentile is at most 25 % too high.
const PARTS: u32 = 2;
const BUCKETS: usize = 40 << PARTS;

/// A histogram of durations.
#[derive(Debug)]
pub(crate) struct Latency {
    buckets: Box<[AtomicU64]>,
    #[cfg(feature = "metrics")]
    told: super::tally::Told<metrics::Histogram>,
}

impl Latency {
    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "labels are for the recorder alone"))]
    pub(crate) fn new(name: &'static str, labels: &[(&'static str, &str)]) -> Self {
        Self {
            buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect(),
            #[cfg(feature = "metrics")]
            told: super::tally::Told(metrics::histogram!(name, super::tally::owned(labels))),
        }
    }

    pub(crate) fn record(&self, took: Duration) {
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get(bucket_of(nanos)) {
            bucket.fetch_add(1, Relaxed);
        }
        #[cfg(feature = "metrics")]
        self.told.0.record(took.as_secs_f64());
    }

    /// The duration that `fraction` of the measurements do not exceed; `None` before the first.
    pub(crate) fn quantile(&self, fraction: f64) -> Option<Duration> {
        let counts: Vec<u64> = self.buckets.iter().map(|bucket| bucket.load(Relaxed)).collect();
        let total: u64 = counts.iter().sum();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank among counts"
        )]
        let rank = ((total as f64 * fraction).ceil() as u64).max(1);
        let mut seen = 0;
        let at = counts.iter().position(|count| {
            seen += count;
            seen >= rank
        })?;
        Some(Duration::from_nanos(upper_bound(at)))
    }
}

fn bucket_of(nanos: u64) -> usize {
    let nanos = nanos.max(1 << PARTS);
    let power = nanos.ilog2();
    let part = (nanos >> (power - PARTS)) & ((1 << PARTS) - 1);
    let bucket = (u64::from(power - PARTS) << PARTS) + part;
    usize::try_from(bucket).unwrap_or(usize::MAX).min(BUCKETS - 1)
}

fn upper_bound(bucket: usize) -> u64 {
    let (power, part) = (bucket >> PARTS, bucket & ((1 << PARTS) - 1));
    ((1 << PARTS) as u64 + part as u64 + 1) << power
}
