//! Ids that are never used twice.

use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What tells a cell from all that it, or any other cell of this process, ever was.
///
/// One counter for the whole process, so that a slot may be used again, and a ticket shown to another store means nothing
/// there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(NonZeroU64);

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Stamp {
    pub(crate) fn fresh() -> Self {
        Self::from_word(NEXT.fetch_add(1, Relaxed))
    }

    /// As it travels in a ticket.
    pub(crate) const fn to_word(self) -> u64 {
        self.0.get()
    }

    /// Zero, which no ticket of this store holds, is the last stamp, which is never given.
    #[inline]
    pub(crate) const fn from_word(word: u64) -> Self {
        match NonZeroU64::new(word) {
            Some(word) => Self(word),
            None => Self(NonZeroU64::MAX),
        }
    }
}
