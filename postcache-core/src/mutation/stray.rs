//! An entry of another cache than the mutation's own.

use crate::Cache;
use crate::clock::Millis;
use crate::store::{Cells, OwnedEntry};

/// A mistake, and yet no reason to serve what the mutation changes: the other cache treats it as a mutation without a fence.
pub(super) struct Stray {
    cache: Cache,
    cells: Cells,
}

impl Stray {
    /// An entry of `other` that a mutation of `own` named.
    #[cold]
    pub(super) fn new(own: &Cache, other: &Cache, entry: OwnedEntry) -> Self {
        let region = entry.region.name();
        let says = format!(
            "a mutation named region `{region}` of another cache, which it does not fence: begin a mutation of that cache too, \
             or make one `Cache` and clone it"
        );
        own.strictly(&says);
        tracing::error!(target: "postcache::mutation", region, "{says}; its scope is not cached there until the mutation has ended");
        let mut cells = Cells::of(entry.key.to_scope_key());
        cells.entries.push(entry);
        Self { cache: other.clone(), cells }
    }

    /// The mutation has begun: from now on the other cache does not use the scope.
    pub(super) fn begin(&self) {
        self.cache.enter_quarantine(&self.cells.scope);
    }

    /// The mutation has ended; a commit may still be on its way for `hold`. By the clock of the other cache, whose queue it is.
    pub(super) fn end(self, hold: Millis) {
        let not_before = self.cache.clock().now().after(hold);
        self.cache.leave_quarantine(self.cells, not_before);
    }
}
