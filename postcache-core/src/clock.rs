//! Time: read coarsely on every hit, and moved by hand in tests.

mod instant;
#[cfg(feature = "test-util")]
mod manual;
mod millis;
mod system;

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

pub use instant::Instant;
#[cfg(feature = "test-util")]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
pub use manual::ManualClock;
pub use millis::Millis;

/// What a cache and its store read time from.
///
/// The system's clock is monotonic and coarse (the kernel's tick, at most 10 ms, on Linux; exact elsewhere): a hit reads it,
/// and ttls are far longer. Give a store and its cache the same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock(Kind);

#[derive(Clone, Debug, Default)]
enum Kind {
    #[default]
    System,
    #[cfg(feature = "test-util")]
    Manual(ManualClock),
}

impl Clock {
    /// The system's monotonic clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Kind::System)
    }

    /// The current moment.
    #[must_use]
    #[inline]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Kind::System => system::coarse_now(),
            #[cfg(feature = "test-util")]
            Kind::Manual(clock) => clock.now(),
        }
    }

    /// The clock that tests move, if this is one.
    #[cfg(feature = "test-util")]
    #[must_use]
    pub const fn as_manual(&self) -> Option<&ManualClock> {
        match &self.0 {
            Kind::System => None,
            Kind::Manual(clock) => Some(clock),
        }
    }

    /// Waits until `deadline`.
    ///
    /// Outside a tokio runtime, and in one that was built without `enable_time`, the system's clock cannot wake anybody: the
    /// wait then never ends, so it bounds nothing, and nothing fails. (The latter shows by a panic alone, which is caught; where
    /// panics abort, build the runtime with `enable_time`.)
    ///
    /// # Cancel safety
    ///
    /// Dropping the future forgets the wait.
    pub async fn sleep_until(&self, deadline: Instant) {
        match &self.0 {
            Kind::System => system::sleep(deadline.saturating_since(self.now())).await,
            #[cfg(feature = "test-util")]
            Kind::Manual(clock) => clock.reached(deadline).await,
        }
    }

    /// Runs `future` until `deadline`; `None` if that passes first. The future is polled before the deadline is looked at.
    ///
    /// # Cancel safety
    ///
    /// As that of `future`, which is dropped when the deadline passes.
    pub async fn until<T>(&self, deadline: Instant, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        let mut late = pin!(self.sleep_until(deadline));
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending => late.as_mut().poll(cx).map(|()| None),
        })
        .await
    }

    /// Starts a measurement that is finer than [`now`](Self::now).
    #[must_use]
    pub fn stopwatch(&self) -> Stopwatch {
        Stopwatch(match &self.0 {
            Kind::System => Start::System(system::exact_now()),
            #[cfg(feature = "test-util")]
            Kind::Manual(clock) => Start::Manual(clock.clone(), clock.now()),
        })
    }
}

#[cfg(feature = "test-util")]
impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self(Kind::Manual(clock))
    }
}

/// A measurement under way.
#[derive(Debug)]
pub struct Stopwatch(Start);

#[derive(Debug)]
enum Start {
    System(std::time::Instant),
    #[cfg(feature = "test-util")]
    Manual(ManualClock, Instant),
}

impl Stopwatch {
    /// The time since the start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Start::System(start) => start.elapsed(),
            #[cfg(feature = "test-util")]
            Start::Manual(clock, start) => Duration::from_millis(clock.now().saturating_since(*start).get()),
        }
    }
}
