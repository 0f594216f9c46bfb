//! A clock that tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::Instant;

/// A clock that stands still until it is moved. Clones share it.
///
/// ```
/// # use std::time::Duration;
/// # use postcache_core::ManualClock;
/// let clock = ManualClock::new();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(300));
/// assert_eq!(clock.now().saturating_since(before).get(), 300_000);
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    now: AtomicU64,
    moved: Notify,
}

impl ManualClock {
    /// A clock of its own. It does not start at zero, so that "before the start" exists.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Shared { now: AtomicU64::new(1_000_000), moved: Notify::new() }))
    }

    /// Moves time on, and wakes whoever waits for a moment that has come.
    pub fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        let moved =
            self.0.now.fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| Some(now.saturating_add(millis)));
        debug_assert!(moved.is_ok(), "the closure always answers");
        self.0.moved.notify_waiters();
    }

    /// The moment at which the clock stands.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_millis(self.0.now.load(Ordering::Acquire))
    }

    pub(super) async fn reached(&self, deadline: Instant) {
        loop {
            let moved = self.0.moved.notified();
            if self.now() >= deadline {
                return;
            }
            moved.await;
        }
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}
