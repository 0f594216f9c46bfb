//! What moka holds of an entry.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use parking_lot::Mutex;
use postcache_core::store::Kept;
use postcache_core::{EvictionReason, Instant, Millis, RegionInfo};

use super::cell::Cell;

pub(super) struct Resident {
    pub(super) region: Arc<RegionInfo>,
    pub(super) bytes: u64,
    pub(super) ttl: Millis,
    pub(super) expires: Instant,
    pub(super) scope: Dependency,
    pub(super) tags: Box<[Dependency]>,
    /// Residents of its scope, as long as moka holds it.
    pub(super) fellows: Arc<AtomicUsize>,
    pub(super) value: Mutex<Value>,
}

/// A cell and the stamp that it had.
pub(super) struct Dependency {
    cell: Cell,
    seen: u64,
}

/// Taken out before moka lets go of its resident: moka drops it when it likes, and dropping a value runs the user's code.
pub(super) struct Value {
    pub(super) kept: Kept,
    /// Nobody finds it any more.
    pub(super) ended: Option<EvictionReason>,
}

impl Dependency {
    pub(super) fn on(cell: &Cell) -> Self {
        Self { cell: cell.clone(), seen: cell.stamp() }
    }

    fn is_current(&self) -> bool {
        self.cell.stamp() == self.seen
    }
}

impl Resident {
    pub(super) fn look(&self, now: Instant) -> Option<Kept> {
        if self.why_dead(now).is_some() {
            return None;
        }
        let value = self.value.lock();
        value.ended.is_none().then(|| value.kept.clone())
    }

    pub(super) fn why_dead(&self, now: Instant) -> Option<EvictionReason> {
        if now >= self.expires {
            Some(EvictionReason::Ttl)
        } else if !self.scope.is_current() {
            Some(EvictionReason::ScopeCleared)
        } else if !self.tags.iter().all(Dependency::is_current) {
            Some(EvictionReason::Invalidated)
        } else {
            None
        }
    }

    /// Nobody finds it any more; the value stays for whoever takes it out.
    pub(super) fn ends(&self, reason: EvictionReason) {
        self.value.lock().ended.get_or_insert(reason);
    }
}
