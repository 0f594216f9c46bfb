//! The one clock that all processes of a run share.

use rustix::time::{ClockId, clock_gettime};

/// Microseconds since the machine started. It judges no read: it only says whether a fence can have ended by itself.
pub(crate) fn micros() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap_or_default() * 1_000_000 + u64::try_from(now.tv_nsec).unwrap_or_default() / 1_000
}
