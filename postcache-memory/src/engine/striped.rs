//! The scope of all users alike, which has a stripe in each shard: its readers meet in none of them.
//!
//! A change goes through the stripes one after the other, always in their order, and never holds two locks. So it is complete
//! when it returns and not atomic before, which nobody can rely on who reads while it runs.

use std::sync::Arc;

use postcache_core::RegionInfo;
use postcache_core::store::{Cells, Finish, Finished, PutOutcome};

use super::Engine;
use crate::audience::dropped;
use crate::names::CellNames;

impl Engine {
    pub(super) fn begin_striped(&self, word: u64, names: &CellNames<'_>, mut region: Option<Arc<RegionInfo>>) {
        for stripe in names.stripes(&self.hashes) {
            self.visit(stripe.shard, |shard, visit| shard.begin(word, &stripe, region.take(), visit));
        }
    }

    /// Puts nothing: what a mutation wrote is invalidated as if it had been named.
    pub(super) fn finish_striped(&self, word: u64, covered: &Cells, finish: Finish) -> Finished {
        let Finish { mut late, puts, .. } = finish;
        let outcomes = puts.iter().map(|_| PutOutcome::Overlapped).collect();
        for put in puts {
            late.entries.push(put.entry);
            dropped(put.payload.value);
        }
        let late = CellNames::new(&self.hashes, &late);
        let covered = CellNames::new(&self.hashes, covered);
        for (covered, late) in covered.stripes(&self.hashes).zip(late.stripes(&self.hashes)) {
            self.visit(covered.shard, |shard, visit| shard.finish(word, &covered, &late, &mut [], visit));
        }
        Finished::new(outcomes)
    }

    pub(super) fn invalidate_striped(&self, names: &CellNames<'_>) {
        for stripe in names.stripes(&self.hashes) {
            self.visit(stripe.shard, |shard, visit| shard.invalidate(&stripe, visit));
        }
    }
}
