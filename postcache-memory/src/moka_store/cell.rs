//! What values depend on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Acquire, Ordering::Release};

use crate::stamp::Stamp;

/// The current stamp of a scope or a tag. Residents share it: a hit compares without asking whose it is.
#[derive(Clone)]
pub(super) struct Cell(Arc<AtomicU64>);

impl Cell {
    /// No stamp: what it was is never equal again.
    const RETIRED: u64 = 0;

    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicU64::new(Stamp::fresh().to_word())))
    }

    pub(super) fn stamp(&self) -> u64 {
        self.0.load(Acquire)
    }

    /// Whatever depends on it is dead from now on.
    pub(super) fn renew(&self) {
        self.0.store(Stamp::fresh().to_word(), Release);
    }

    /// The ledger forgets it. Another one may take its place, whose changes residents of this one would not see.
    pub(super) fn retire(&self) {
        self.0.store(Self::RETIRED, Release);
    }
}
