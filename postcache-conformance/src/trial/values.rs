//! Values on their way into a store.

use std::sync::Arc;

use postcache_core::Millis;
use postcache_core::store::Payload;

/// Longer than any law takes.
pub(crate) const LONG: Millis = Millis::new(600_000);

pub(crate) fn payload(value: u64) -> Payload {
    Payload::new(Some(Arc::new(value)), LONG)
}

pub(crate) fn negative() -> Payload {
    Payload::new(None, LONG)
}
