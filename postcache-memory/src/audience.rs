//! Who hears of entries that come and go: their regions, and a listener.

use std::panic::{AssertUnwindSafe, catch_unwind};

use postcache_core::RegionInfo;
use postcache_core::store::Kept;

use crate::eviction::{Eviction, Listener};
use crate::leaving::{Gone, Leaving};
use crate::regions::Regions;

/// Called outside every lock: all of it may run the user's code.
pub(crate) struct Audience {
    pub(crate) regions: Regions,
    listener: Option<Listener>,
}

impl Audience {
    pub(crate) fn new(listener: Option<Listener>) -> Self {
        Self { regions: Regions::default(), listener }
    }

    /// Tells of all that left, and drops it.
    pub(crate) fn left(&self, leaving: Leaving) {
        let Leaving { entries, region, killed: _ } = leaving;
        for gone in entries {
            self.gone(gone);
        }
        shielded(|| drop(region));
    }

    fn gone(&self, gone: Gone) {
        let Gone { value, region, reason, weight } = gone;
        let bytes = u64::from(weight);
        if let Some(region) = self.regions.leave(region) {
            shielded(|| region.evicted(reason, bytes));
            if let Some(listener) = &self.listener {
                shielded(|| listener(&Eviction { region: region.name(), reason, bytes }));
            }
            shielded(|| drop(region));
        }
        dropped(value);
    }
}

/// Tells the region of an entry that came in.
pub(crate) fn came(region: &RegionInfo, weight: u32) {
    shielded(|| region.inserted(u64::from(weight)));
}

/// Drops a value that may be the last of its kind.
pub(crate) fn dropped(value: Kept) {
    shielded(|| drop(value));
}

/// Runs the user's code, whose panic is not that of whoever happened to call the store.
pub(crate) fn shielded<T>(code: impl FnOnce() -> T) -> Option<T> {
    let outcome = catch_unwind(AssertUnwindSafe(code));
    if outcome.is_err() {
        tracing::error!(
            target: "postcache::memory",
            "a listener, a weigher or the drop of a value panicked: its entry is gone, and nothing else is harmed"
        );
    }
    outcome.ok()
}
