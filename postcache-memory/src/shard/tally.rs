//! What a shard holds, counted.

use std::sync::Arc;

use postcache_core::{Instant, RegionInfo};

use super::Shard;
use super::sweep::SLICE;

/// The counts of one shard.
pub(crate) struct Tally {
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
    pub(crate) scopes: u64,
    /// One of the scopes is a stripe of one that other shards have too.
    pub(crate) has_stripe: bool,
    pub(crate) cells: u64,
    pub(crate) fences: u64,
    pub(crate) holds: u64,
    /// Since when the oldest mutation is under way, and the first region that it named.
    pub(crate) oldest: Option<(Instant, Option<Arc<RegionInfo>>)>,
}

impl Shard {
    pub(crate) fn tally(&self, now: Instant) -> Tally {
        let load = self.load();
        Tally {
            entries: load.entries(),
            bytes: load.bytes(),
            scopes: self.scopes.len() as u64,
            has_stripe: self.stripe.some().is_some(),
            cells: self.cells.len() as u64,
            fences: self.mutations.count() as u64,
            holds: self.mutations.holds(now) as u64,
            oldest: self.mutations.oldest().map(|raised| (raised.since, raised.region.clone())),
        }
    }

    /// The dead among one slice of entries; `None` behind the last one.
    pub(crate) fn count_dead(&self, from: usize, now: Instant) -> Option<(u64, usize)> {
        let slice = self.entries.slice(from, SLICE)?;
        let dead = slice.filter(|(_, entry)| self.death(entry, now).is_some()).count();
        Some((dead as u64, from + SLICE))
    }
}
