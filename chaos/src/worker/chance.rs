//! What a task does next, by its seed.

use crate::terms::FENCE_TTL;
use crate::wire::{PAGE, ROWS, SCOPES};

#[derive(Debug)]
pub(super) struct Chance(fastrand::Rng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// One in so many times.
    pub(super) fn one_in(&mut self, times: u32) -> bool {
        self.0.u32(0..times) == 0
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0.u64(0..limit)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    pub(super) fn scope(&mut self) -> i64 {
        self.0.i64(0..SCOPES)
    }

    /// Busy scopes, in which mutations overlap, and quiet ones, in which one is alone.
    pub(super) fn written_scope(&mut self) -> i64 {
        self.scope().min(self.scope())
    }

    pub(super) fn row(&mut self) -> u32 {
        self.0.u32(0..ROWS)
    }

    pub(super) fn page(&mut self) -> u32 {
        self.0.u32(0..ROWS / PAGE)
    }

    /// Before and after the moment of a load, in milliseconds: mostly short, at times longer than a mutation.
    pub(super) fn load(&mut self) -> (u64, u64) {
        let longest = if self.one_in(10) { 100 } else { 8 };
        (self.0.u64(0..=longest), self.0.u64(0..=longest))
    }

    /// The same, of a commit; a few outlive the fence that was raised for them, and live on its renewals.
    pub(super) fn commit(&mut self) -> (u64, u64) {
        let fence = u64::try_from(FENCE_TTL.as_millis()).unwrap_or(u64::MAX);
        match self.0.u32(0..40) {
            0 => (self.0.u64(fence / 2..fence * 2), self.0.u64(0..=20)),
            1..8 => (self.0.u64(0..=150), self.0.u64(0..=150)),
            _ => (self.0.u64(0..=10), self.0.u64(0..=10)),
        }
    }
}
