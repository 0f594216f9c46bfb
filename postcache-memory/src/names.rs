//! What an operation names, hashed before the lock is taken.

use postcache_core::store::{Cells, Entry};
use postcache_core::{ScopeKey, TagSet};

use crate::hash::{Hashes, Place};

/// A scope, or the stripe of one.
#[derive(Clone, Copy)]
pub(crate) struct ScopeName {
    pub(crate) hash: u64,
    pub(crate) is_shared: bool,
}

/// An entry and its tags.
pub(crate) struct EntryName<'n> {
    pub(crate) place: Place,
    pub(crate) scope: ScopeName,
    pub(crate) key: &'n [u8],
    pub(crate) tags: Vec<u64>,
    pub(crate) tag_set: TagSet,
}

impl<'n> EntryName<'n> {
    pub(crate) fn new(hashes: &Hashes, entry: Entry<'n>) -> Self {
        let Entry { key, region, .. } = entry;
        let place = hashes.place(key);
        Self {
            place,
            scope: ScopeName { hash: place.scope, is_shared: key.is_shared() },
            key: key.as_bytes(),
            tags: region.tags().iter().map(|tag| hashes.tag(place.scope, tag)).collect(),
            tag_set: region.tag_set(),
        }
    }
}

/// The cells of a mutation or an invalidation.
pub(crate) struct CellNames<'n> {
    pub(crate) shard: usize,
    pub(crate) scope: ScopeName,
    pub(crate) entries: Vec<(u64, &'n [u8])>,
    pub(crate) tags: Vec<u64>,
    pub(crate) whole_scope: bool,
}

impl<'n> CellNames<'n> {
    /// More cells than one call may name are the whole scope.
    pub(crate) fn new(hashes: &Hashes, cells: &'n Cells) -> Self {
        let mut names = Self::of_scope(hashes, &cells.scope);
        names.whole_scope = cells.whole_scope || cells.entries.len() + cells.tags.len() > Cells::MAX;
        if !names.whole_scope {
            names.entries = cells.entries.iter().map(|e| (hashes.place(&e.key).entry, e.key.as_bytes())).collect();
            names.tags = cells.tags.iter().map(|tag| hashes.tag(names.scope.hash, tag)).collect();
        }
        names
    }

    /// A whole scope.
    pub(crate) fn of_scope(hashes: &Hashes, scope: &'n ScopeKey) -> Self {
        let (shard, hash) = hashes.place_scope(scope);
        let scope = ScopeName { hash, is_shared: scope.is_shared() };
        Self { shard, scope, entries: Vec::new(), tags: Vec::new(), whole_scope: true }
    }

    /// What of a striped scope each shard has to know, in their order.
    pub(crate) fn stripes(&self, hashes: &Hashes) -> impl Iterator<Item = Self> {
        (0..hashes.shards()).map(|shard| Self {
            shard,
            scope: self.scope,
            entries: self.entries.iter().filter(|(hash, _)| hashes.stripe(*hash) == shard).copied().collect(),
            tags: self.tags.clone(),
            whole_scope: self.whole_scope,
        })
    }

    /// Whether another stripe speaks for all of them where mutations are counted.
    pub(crate) const fn is_echo(&self) -> bool {
        self.scope.is_shared && self.shard > 0
    }

    pub(crate) const fn len(&self) -> usize {
        self.entries.len() + self.tags.len()
    }
}
