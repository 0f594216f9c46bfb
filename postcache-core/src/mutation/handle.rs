//! An entry that a mutation named before it began.

use std::fmt;

use crate::store::OwnedEntry;

/// The entry of a later put: made by [`MutationBuilder::evict_keyed`](super::MutationBuilder::evict_keyed), so that the key
/// need not outlive the arguments that the mutation's body moves.
#[derive(Clone)]
pub struct EntryHandle(Option<OwnedEntry>);

impl EntryHandle {
    pub(super) const fn new(entry: Option<OwnedEntry>) -> Self {
        Self(entry)
    }

    pub(super) const fn entry(&self) -> Option<&OwnedEntry> {
        self.0.as_ref()
    }
}

impl fmt::Debug for EntryHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryHandle(..)")
    }
}
