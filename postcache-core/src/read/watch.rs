//! How long a load took, and how it ended.

use std::sync::Arc;

use crate::clock::Stopwatch;
use crate::observe::LoadOutcome;
use crate::region::RegionShared;

/// Counts a load whatever becomes of it: a caller that goes away drops it.
pub(crate) struct LoadWatch<'r> {
    region: &'r Arc<RegionShared>,
    watch: Stopwatch,
    over: bool,
}

impl<'r> LoadWatch<'r> {
    pub(crate) fn start(region: &'r Arc<RegionShared>) -> Self {
        Self { region, watch: region.cache.clock().stopwatch(), over: false }
    }

    pub(crate) fn ended(mut self, outcome: LoadOutcome) {
        self.over = true;
        self.region.info.telemetry().loaded(outcome, self.watch.elapsed());
    }
}

impl Drop for LoadWatch<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.region.info.telemetry().loaded(LoadOutcome::Dropped, self.watch.elapsed());
        }
    }
}
