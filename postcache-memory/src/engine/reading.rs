//! Hits, and counts.

use std::sync::Arc;

use postcache_core::store::{Entry, Kept, StoreStats};
use postcache_core::{Instant, RegionInfo};

use super::Engine;

impl Engine {
    /// The fresh value of a key, shared and not copied.
    #[inline]
    pub(crate) fn get(&self, entry: Entry<'_>) -> Option<Kept> {
        let Entry { key, region, .. } = entry;
        let (place, tag_set, now) = (self.hashes.place(key), region.tag_set(), self.clock.now());
        self.shard(place.shard).read(|shard| shard.look(place.entry, key.as_bytes(), tag_set, now).cloned())
    }

    /// What all shards hold. Each is counted at its own moment, so the sum is exact at rest.
    pub(crate) fn stats(&self) -> StoreStats {
        let now = self.clock.now();
        let mut stats = StoreStats::default();
        let mut oldest: Option<(Instant, Option<Arc<RegionInfo>>)> = None;
        let mut stripes = 0_u64;
        for at in 0..self.shards.len() {
            let tally = self.shard(at).read(|shard| shard.tally(now));
            stats.entries += tally.entries;
            stats.bytes += tally.bytes;
            stats.scopes += tally.scopes;
            stripes += u64::from(tally.has_stripe);
            stats.cells += tally.cells;
            stats.fences += tally.fences;
            stats.holds += tally.holds;
            stats.dead += self.count_dead(at, now);
            if let Some((since, region)) = tally.oldest
                && oldest.as_ref().is_none_or(|(before, _)| since < *before)
            {
                oldest = Some((since, region));
            }
        }
        // Of all its stripes, one is the scope.
        stats.scopes -= stripes.saturating_sub(1);
        stats.oldest_fence = oldest.as_ref().map(|(since, _)| now.saturating_since(*since));
        stats.oldest_fence_region = oldest.and_then(|(_, region)| region).map(|region| region.name().to_owned());
        stats.max_entries = Some(self.limits.max_entries);
        stats.max_bytes = Some(self.limits.max_bytes);
        stats.cleanup = self.cleanup.state(now);
        stats.one_process = true;
        stats
    }

    /// In slices, so that a writer waits for none of them for long.
    fn count_dead(&self, shard: usize, now: Instant) -> u64 {
        let (mut all, mut from) = (0, 0);
        loop {
            let slice = self.shard(shard).read(|shard| shard.count_dead(from, now));
            let Some((dead, next)) = slice else { return all };
            (all, from) = (all + dead, next);
        }
    }
}
