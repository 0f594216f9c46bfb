//! A counter and a level, kept in the process and, with feature `metrics`, told to the application's recorder.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

/// A number that only grows.
#[derive(Debug)]
pub(crate) struct Tally {
    count: AtomicU64,
    #[cfg(feature = "metrics")]
    told: Told<metrics::Counter>,
}

impl Tally {
    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "labels are for the recorder alone"))]
    pub(crate) fn new(name: &'static str, labels: &[(&'static str, &str)]) -> Self {
        Self {
            count: AtomicU64::new(0),
            #[cfg(feature = "metrics")]
            told: Told(metrics::counter!(name, owned(labels))),
        }
    }

    #[inline]
    pub(crate) fn add(&self, count: u64) {
        self.count.fetch_add(count, Relaxed);
        #[cfg(feature = "metrics")]
        self.told.0.increment(count);
    }

    pub(crate) fn get(&self) -> u64 {
        self.count.load(Relaxed)
    }
}

/// A number that rises and falls.
#[derive(Debug)]
pub(crate) struct Level {
    value: AtomicI64,
    #[cfg(feature = "metrics")]
    told: Told<metrics::Gauge>,
}

impl Level {
    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "labels are for the recorder alone"))]
    pub(crate) fn new(name: &'static str, labels: &[(&'static str, &str)]) -> Self {
        Self {
            value: AtomicI64::new(0),
            #[cfg(feature = "metrics")]
            told: Told(metrics::gauge!(name, owned(labels))),
        }
    }

    #[cfg_attr(
        feature = "metrics",
        expect(clippy::cast_precision_loss, reason = "a gauge is a float; counts stay below 2^53")
    )]
    pub(crate) fn move_by(&self, by: i64) {
        self.value.fetch_add(by, Relaxed);
        #[cfg(feature = "metrics")]
        if by >= 0 {
            self.told.0.increment(by as f64);
        } else {
            self.told.0.decrement(by.unsigned_abs() as f64);
        }
    }

    pub(crate) fn get(&self) -> u64 {
        u64::try_from(self.value.load(Relaxed)).unwrap_or(0)
    }
}

#[cfg(feature = "metrics")]
pub(super) struct Told<T>(pub(super) T);

#[cfg(feature = "metrics")]
impl<T> std::fmt::Debug for Told<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told(..)")
    }
}

#[cfg(feature = "metrics")]
pub(super) fn owned(labels: &[(&'static str, &str)]) -> Vec<metrics::Label> {
    labels.iter().map(|(key, value)| metrics::Label::new(*key, (*value).to_owned())).collect()
}
