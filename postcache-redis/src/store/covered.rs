//! The names of what a mutation covers.

use postcache_core::store::Cells;

use super::Shared;
use crate::names::{Name, Slot};

/// m, then the cells, each once.
pub(super) struct Covered {
    pub(super) slot: Slot,
    pub(super) keys: Vec<Name>,
}

impl Shared {
    /// Every call that changes a cell for a mutation names m, so that mutations of one scope meet there.
    pub(super) fn covered(&self, cells: &Cells) -> Covered {
        let scope = self.names.scope(cells.scope.as_bytes());
        let too_many = cells.entries.len() + cells.tags.len() > Cells::MAX;
        let mut keys = Vec::new();
        if cells.whole_scope || too_many {
            keys.push(scope.stamp());
        }
        if !too_many {
            keys.extend(cells.entries.iter().map(|entry| scope.entry(entry.as_entry())));
            keys.extend(cells.tags.iter().map(|tag| scope.tag(tag)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys.insert(0, scope.register());
        Covered { slot: scope.slot(), keys }
    }
}
