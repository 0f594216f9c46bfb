//! What a listener hears.

use postcache_core::EvictionReason;

/// An entry that left the store. It names no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Eviction<'e> {
    /// The name of its region.
    pub region: &'e str,
    /// Why it left.
    pub reason: EvictionReason,
    /// What it weighed.
    pub bytes: u64,
}

pub(crate) type Listener = Box<dyn Fn(&Eviction<'_>) + Send + Sync>;
