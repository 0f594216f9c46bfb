//! How long the stamps of scopes and tags live.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use postcache_core::Millis;

/// Twice the longest ttl: a value must not die because what it depends on was forgotten. It grows when a longer ttl is met,
/// for values whose region nobody announced.
#[derive(Debug)]
pub(crate) struct StampTtl(AtomicU64);

impl StampTtl {
    pub(crate) const fn for_values_of(longest: Millis) -> Self {
        Self(AtomicU64::new(longest.get().saturating_mul(2)))
    }

    pub(crate) fn millis(&self) -> u64 {
        self.0.load(Relaxed)
    }

    pub(crate) fn met(&self, ttl: Millis) {
        self.0.fetch_max(ttl.get().saturating_mul(2), Relaxed);
    }
}
