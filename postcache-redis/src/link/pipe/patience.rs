//! A caller that waits for an answer.

use postcache_core::{Clock, Instant, Millis};

use super::silence::Silence;

/// A call that is given up earlier says nothing about the server.
const SHORTEST: Millis = Millis::new(25);

/// Dropped before it was rewarded, it is a call that was given up.
pub(super) struct Patience<'p> {
    silence: &'p Silence,
    clock: &'p Clock,
    since: Instant,
    /// How many answers had come before.
    answers: u64,
    was_rewarded: bool,
}

impl<'p> Patience<'p> {
    pub(super) fn with(silence: &'p Silence, clock: &'p Clock) -> Self {
        Self { silence, clock, since: clock.now(), answers: silence.answers(), was_rewarded: false }
    }

    pub(super) const fn since(&self) -> Instant {
        self.since
    }

    pub(super) fn was_rewarded(mut self) {
        self.was_rewarded = true;
    }
}

impl Drop for Patience<'_> {
    fn drop(&mut self) {
        if !self.was_rewarded && self.clock.now().saturating_since(self.since) >= SHORTEST {
            self.silence.is_met(self.answers);
        }
    }
}
