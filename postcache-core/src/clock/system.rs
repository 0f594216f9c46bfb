//! The system's clocks: the only place that reads them.

use std::panic::catch_unwind;
use std::time::Duration;

use super::{Instant, Millis};

/// One read of the kernel's tick: a few nanoseconds, where the exact clock costs 25.
#[cfg(target_os = "linux")]
#[inline]
pub(super) fn coarse_now() -> Instant {
    use rustix::time::{ClockId, clock_gettime};
    let now = clock_gettime(ClockId::MonotonicCoarse);
    let millis = now.tv_sec.unsigned_abs().saturating_mul(1000).saturating_add(now.tv_nsec.unsigned_abs() / 1_000_000);
    Instant::from_millis(millis)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn coarse_now() -> Instant {
    use std::sync::OnceLock;
    static ORIGIN: OnceLock<std::time::Instant> = OnceLock::new();
    let millis = ORIGIN.get_or_init(exact_now).elapsed().as_millis();
    Instant::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub(super) fn exact_now() -> std::time::Instant {
    std::time::Instant::now()
}

/// Never wakes where nothing can wake it: outside a runtime, and in one without timers, which tells by a panic alone.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub(super) async fn sleep(span: Millis) {
    let timer = || tokio::time::sleep(Duration::from_millis(span.get()));
    let started = tokio::runtime::Handle::try_current().ok().and_then(|_| catch_unwind(timer).ok());
    match started {
        Some(sleep) => sleep.await,
        None => std::future::pending().await,
    }
}
