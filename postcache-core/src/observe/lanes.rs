//! Counts of reads that cost a hit no locked instruction.
//!
//! A locked addition takes a tenth of a hit, and threads that share its cache line wait for each other. So a thread adds in a
//! lane of its own, by a plain load and store, and who asks for the count sums the lanes.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::outcome::ReadOutcome;
#[cfg(feature = "metrics")]
use super::tally::{Told, owned};

/// The reads of one region, by outcome.
#[derive(Debug)]
pub(crate) struct Lanes {
    own: Box<[Lane]>,
    /// Of the threads that came when every lane was taken.
    common: Lane,
    #[cfg(feature = "metrics")]
    told: Box<[Told<metrics::Counter>]>,
}

/// Two cache lines, which processors fetch in pairs.
#[repr(align(128))]
#[derive(Debug, Default)]
struct Lane([AtomicU64; ReadOutcome::ALL.len()]);

/// Where the current thread counts.
#[derive(Clone, Copy)]
pub(crate) struct Here<'l> {
    lane: &'l Lane,
    is_own: bool,
    #[cfg(feature = "metrics")]
    told: &'l [Told<metrics::Counter>],
}

impl Lanes {
    #[cfg_attr(not(feature = "metrics"), expect(unused_variables, reason = "the name is for the recorder alone"))]
    pub(crate) fn new(region: &str) -> Self {
        Self {
            own: (0..lanes()).map(|_| Lane::default()).collect(),
            common: Lane::default(),
            #[cfg(feature = "metrics")]
            told: told(region),
        }
    }

    #[inline]
    pub(crate) fn here(&self) -> Here<'_> {
        // A thread that is ending has given its number back.
        let own = NUMBER.try_with(|number| self.own.get(number.0)).ok().flatten();
        Here {
            lane: own.unwrap_or(&self.common),
            is_own: own.is_some(),
            #[cfg(feature = "metrics")]
            told: &self.told,
        }
    }

    /// The sum over all threads, exact when none is counting.
    pub(crate) fn sum(&self, outcome: ReadOutcome) -> u64 {
        self.own.iter().chain([&self.common]).filter_map(|lane| lane.of(outcome)).map(|count| count.load(Relaxed)).sum()
    }
}

impl Here<'_> {
    /// What has been counted here so far.
    #[inline]
    pub(crate) fn count(self, outcome: ReadOutcome) -> u64 {
        self.lane.of(outcome).map_or(0, |count| count.load(Relaxed))
    }

    #[inline]
    pub(crate) fn add(self, outcome: ReadOutcome) {
        let Some(count) = self.lane.of(outcome) else { return };
        if self.is_own {
            // Nobody else writes here, so nothing is lost between the two.
            count.store(count.load(Relaxed) + 1, Relaxed);
        } else {
            count.fetch_add(1, Relaxed);
        }
        #[cfg(feature = "metrics")]
        if let Some(told) = self.told.get(outcome as usize) {
            told.0.increment(1);
        }
    }
}

impl Lane {
    #[inline]
    fn of(&self, outcome: ReadOutcome) -> Option<&AtomicU64> {
        self.0.get(outcome as usize)
    }
}

#[cfg(feature = "metrics")]
fn told(region: &str) -> Box<[Told<metrics::Counter>]> {
    let labels = |outcome: &ReadOutcome| owned(&[("region", region), ("outcome", outcome.as_str())]);
    let counter = |outcome| Told(metrics::counter!("postcache_requests_total", labels(outcome)));
    ReadOutcome::ALL.iter().map(counter).collect()
}

/// Enough for the workers of a runtime, and as many threads beside them.
fn lanes() -> usize {
    static LANES: OnceLock<usize> = OnceLock::new();
    *LANES.get_or_init(|| {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        (2 * processors).clamp(16, 256)
    })
}

/// What no other living thread has. The mutex orders what one owner of a number wrote before what the next one reads.
struct Number(usize);

thread_local!(static NUMBER: Number = Numbers::lock().take());

#[derive(Default)]
struct Numbers {
    given_back: BTreeSet<usize>,
    next: usize,
}

impl Numbers {
    fn lock() -> MutexGuard<'static, Self> {
        static NUMBERS: Mutex<Numbers> = Mutex::new(Numbers { given_back: BTreeSet::new(), next: 0 });
        NUMBERS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lowest that is free: the low ones have lanes.
    fn take(&mut self) -> Number {
        let number = self.given_back.pop_first().unwrap_or(self.next);
        self.next = self.next.max(number + 1);
        Number(number)
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        Numbers::lock().given_back.insert(self.0);
    }
}

#[cfg(test)]
mod tests;
