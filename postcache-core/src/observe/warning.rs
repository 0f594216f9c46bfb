//! A warning that thousands of requests have reason to give, given by few.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::clock::{Instant, Millis};

/// How long it is left out after it was given.
const PAUSE: Millis = Millis::new(10_000);

/// When it was given last, and how often it was left out since.
#[derive(Debug, Default)]
pub(super) struct Warning {
    pause_ends: AtomicU64,
    left_out: AtomicU64,
}

impl Warning {
    /// Whether it is to be given now, and if so how often it was left out before.
    pub(super) fn is_due(&self, now: Instant) -> Option<u64> {
        let ends = self.pause_ends.load(Relaxed);
        let next = now.after(PAUSE).as_millis();
        let mine = ends <= now.as_millis() && self.pause_ends.compare_exchange(ends, next, Relaxed, Relaxed).is_ok();
        if mine {
            Some(self.left_out.swap(0, Relaxed))
        } else {
            self.left_out.fetch_add(1, Relaxed);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, Warning};

    #[test]
    fn of_many_reasons_in_ten_seconds_one_is_given_and_the_next_says_how_many_were_not() {
        let warning = Warning::default();
        let due = |millis| warning.is_due(Instant::from_millis(millis));
        assert_eq!([0, 1, 9_999].map(due), [Some(0), None, None]);
        assert_eq!([10_000, 10_000, 30_000].map(due), [Some(2), None, Some(1)]);
    }
}
