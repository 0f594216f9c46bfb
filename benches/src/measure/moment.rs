//! The clocks of a measurement, and whether it was disturbed.

use std::time::{Duration, Instant};

/// A turn may be off its processor for so much of its time and is still believed.
const MOST_AWAY: f64 = 0.03;

/// Both clocks at one moment.
pub(crate) struct Moment {
    wall: Instant,
    processor: Option<Duration>,
}

/// What passed since a [`Moment`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timed {
    pub(crate) nanos: f64,
    /// The part of the time in which this thread did not run.
    pub(crate) away: f64,
}

impl Moment {
    #[expect(clippy::disallowed_methods, reason = "it measures")]
    pub(crate) fn now() -> Self {
        let processor = processor_time();
        Self { wall: Instant::now(), processor }
    }

    pub(crate) const fn at(&self) -> Instant {
        self.wall
    }

    /// The clock on the wall alone, for what is short.
    #[expect(clippy::disallowed_methods, reason = "it measures")]
    pub(crate) fn wall() -> Instant {
        Instant::now()
    }

    pub(crate) fn elapsed(&self) -> Timed {
        let nanos = self.wall.elapsed().as_nanos() as f64;
        let ran = processor_time().zip(self.processor).map(|(now, then)| now.saturating_sub(then).as_nanos() as f64);
        Timed { nanos, away: ran.map_or(0.0, |ran| (1.0 - ran / nanos).max(0.0)) }
    }
}

impl Timed {
    pub(crate) fn undisturbed(&self) -> bool {
        self.away <= MOST_AWAY
    }
}

/// A new slice of the processor's time: who waits for it gets it now, and not in the middle of a turn.
pub(crate) fn fresh_slice() {
    std::thread::yield_now();
}

/// Repeats a turn until its thread had the processor to itself, at most so often; then the least disturbed is taken.
pub(crate) fn until_undisturbed<T>(attempts: usize, mut turn: impl FnMut() -> (Timed, T)) -> (Timed, T) {
    let mut best = turn();
    for _ in 1..attempts {
        if best.0.undisturbed() {
            break;
        }
        let next = turn();
        if next.0.away < best.0.away {
            best = next;
        }
    }
    best
}

/// How long this thread has run, where the system says so.
#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not say")]
fn processor_time() -> Option<Duration> {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or_default()))
}

#[cfg(not(target_os = "linux"))]
const fn processor_time() -> Option<Duration> {
    None
}
