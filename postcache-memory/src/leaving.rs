//! What leaves under a lock, to be told and dropped outside it.

use std::sync::Arc;

use postcache_core::store::Kept;
use postcache_core::{EvictionReason, RegionInfo};

use crate::regions::RegionAt;

/// What one operation took out. Dropping it may run the user's code.
#[derive(Default)]
pub(crate) struct Leaving {
    pub(crate) entries: Vec<Gone>,
    /// Of the mutation that ended.
    pub(crate) region: Option<Arc<RegionInfo>>,
    /// How many entries died, at most, without leaving.
    pub(crate) killed: u32,
}

/// An entry that has left.
pub(crate) struct Gone {
    pub(crate) value: Kept,
    pub(crate) region: RegionAt,
    pub(crate) reason: EvictionReason,
    pub(crate) weight: u32,
}
