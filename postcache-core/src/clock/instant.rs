//! A moment of the cache's clock.

use super::Millis;

/// A moment, in whole milliseconds of a monotonic clock. Arithmetic saturates: the last moment is half a billion years away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The moment that is `millis` after the clock's origin.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the clock's origin.
    #[must_use]
    #[inline]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The moment `span` later.
    #[must_use]
    #[inline]
    pub const fn after(self, span: Millis) -> Self {
        Self(self.0.saturating_add(span.get()))
    }

    /// The time since `earlier`; nothing if that is later.
    #[must_use]
    #[inline]
    pub const fn saturating_since(self, earlier: Self) -> Millis {
        Millis::new(self.0.saturating_sub(earlier.0))
    }
}
