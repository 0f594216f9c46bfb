//! What was counted, and what was found wrong.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use postcache::{Clock, Instant, Millis};

use super::journal::{Change, Entry};

/// So many wrong answers are enough to say what is broken, and so are those of this time.
const ENOUGH: usize = 40;
const LONG_ENOUGH: Millis = Millis::new(2_000);

#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) requests: AtomicUsize,
    pub(super) hits: AtomicUsize,
    pub(super) reads: AtomicUsize,
    pub(super) queries: AtomicUsize,
    pub(super) cancelled: AtomicUsize,
    pub(super) attempts: AtomicUsize,
    late: AtomicBool,
    /// When the first wrong answer was found.
    first: OnceLock<Instant>,
    found: Mutex<Found>,
}

/// What may not be.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Answers with another user's row.
    pub(super) foreign: Vec<String>,
    pub(super) stale: Vec<Stale>,
    /// Answers that were never true.
    pub(super) wrong: Vec<String>,
    /// Requests without an answer, or with a server's error.
    pub(super) failed: Vec<String>,
}

/// An answer without a change that was committed before it was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stale {
    pub(super) user: i64,
    pub(super) entry: Entry,
    pub(super) missed: Option<Change>,
}

impl Findings {
    pub(super) fn foreign(&self, what: String) {
        self.add(|found| found.foreign.push(what));
    }

    pub(super) fn stale(&self, stale: Stale) {
        self.add(|found| found.stale.push(stale));
    }

    pub(super) fn wrong(&self, what: String) {
        self.add(|found| found.wrong.push(what));
    }

    pub(super) fn failed(&self, what: String) {
        self.add(|found| found.failed.push(what));
    }

    /// The time is over before everybody was done.
    pub(super) fn ran_late(&self) {
        self.late.store(true, Relaxed);
    }

    pub(super) fn was_late(&self) -> bool {
        self.late.load(Relaxed)
    }

    /// Whether to go on would only find more of the same.
    pub(super) fn are_enough(&self) -> bool {
        let Some(first) = self.first.get() else { return false };
        let found = self.lock();
        let most = [found.foreign.len(), found.stale.len(), found.wrong.len(), found.failed.len()].into_iter().max();
        most >= Some(ENOUGH) || Clock::system().now() >= first.after(LONG_ENOUGH)
    }

    pub(super) fn found(&self) -> Found {
        self.lock().clone()
    }

    fn add(&self, to: impl FnOnce(&mut Found)) {
        self.first.get_or_init(|| Clock::system().now());
        to(&mut self.lock());
    }

    fn lock(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One more.
pub(super) fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Relaxed);
}
