//! How much a store keeps.

use postcache_core::store::Cells;

/// Checked by the builder.
#[expect(clippy::struct_field_names, reason = "the names that users read in settings and errors")]
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) max_entries: u64,
    pub(crate) max_bytes: u64,
    pub(crate) max_entries_per_scope: u32,
    pub(crate) max_bytes_per_scope: u64,
}

impl Limits {
    /// The most cells that one scope keeps: four for each entry, and whatever the quota, room for two calls that name as
    /// many as they may.
    pub(crate) fn max_cells_per_scope(&self) -> usize {
        let for_entries = self.max_entries_per_scope as usize * 4;
        for_entries.max(2 * Cells::MAX)
    }

    /// The heaviest entry: one of them must not push out all others.
    pub(crate) fn heaviest(&self, of_shared_scope: bool) -> u32 {
        let of_store = self.max_bytes / 64;
        let heaviest = if of_shared_scope { of_store } else { of_store.min(self.max_bytes_per_scope / 8) };
        u32::try_from(heaviest).unwrap_or(u32::MAX)
    }
}
