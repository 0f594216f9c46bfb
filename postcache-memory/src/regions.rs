//! The regions whose entries a store holds, by a number that fits into a slot.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use postcache_core::RegionInfo;

use crate::sync::{AtomicU64, RwLock};

/// The number of a region here. Two caches over one store may each have a region of one name: they are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RegionAt(u32);

/// As many as the program has at once; never looked at by a hit.
#[derive(Default)]
pub(crate) struct Regions(RwLock<Vec<Known>>);

struct Known {
    region: Arc<RegionInfo>,
    /// Its entries that are in the store, or on their way in or out.
    entries: AtomicU64,
}

impl Regions {
    /// One entry of this region may come in; [`leave`](Self::leave) is its end, or that of the attempt.
    pub(crate) fn enter(&self, region: &Arc<RegionInfo>) -> RegionAt {
        if let Some(at) = find(&self.0.read(), region) {
            return at;
        }
        let mut known = self.0.write();
        if let Some(at) = find(&known, region) {
            return at;
        }
        let over = known.iter().position(Known::is_over);
        let at = over.unwrap_or(known.len());
        known.push(Known { region: Arc::clone(region), entries: AtomicU64::new(1) });
        // The last one takes the place of one that is over, which is dropped outside the lock.
        let forgotten = over.map(|over| known.swap_remove(over));
        drop(known);
        drop(forgotten);
        RegionAt(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// An entry has left.
    pub(crate) fn leave(&self, at: RegionAt) -> Option<Arc<RegionInfo>> {
        let known = self.0.read();
        let known = known.get(at.0 as usize)?;
        let region = Arc::clone(&known.region);
        known.entries.fetch_sub(1, Relaxed);
        Some(region)
    }
}

impl Known {
    /// Nobody else has the region any more, so that no entry of it can come.
    fn is_over(&self) -> bool {
        self.entries.load(Relaxed) == 0 && Arc::strong_count(&self.region) == 1
    }
}

fn find(known: &[Known], region: &Arc<RegionInfo>) -> Option<RegionAt> {
    let at = known.iter().position(|known| Arc::ptr_eq(&known.region, region))?;
    known.get(at)?.entries.fetch_add(1, Relaxed);
    u32::try_from(at).ok().map(RegionAt)
}
