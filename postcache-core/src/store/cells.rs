//! What a value depends on, and what a mutation covers.

use std::fmt;
use std::sync::Arc;

use crate::{RegionInfo, ScopeKey, ScopedKey};

/// A named group of entries inside one scope, invalidated as one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(Arc<str>);

impl Tag {
    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for Tag {
    fn from(name: T) -> Self {
        Self(name.into())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A tag may be made from a part of a key.
        f.write_str("Tag(..)")
    }
}

/// All that a store needs to know about one entry.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry<'k> {
    /// Whose, which region, which entry.
    pub key: &'k ScopedKey,
    /// Its region: name, tags, and how its values become bytes.
    pub region: &'k Arc<RegionInfo>,
}

impl<'k> Entry<'k> {
    #[inline]
    pub(crate) const fn new(key: &'k ScopedKey, region: &'k Arc<RegionInfo>) -> Self {
        Self { key, region }
    }

    /// The same, owned.
    #[must_use]
    pub fn owned(self) -> OwnedEntry {
        OwnedEntry { key: self.key.clone(), region: Arc::clone(self.region) }
    }
}

/// An [`Entry`] that outlives the call that named it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OwnedEntry {
    /// Whose, which region, which entry.
    pub key: ScopedKey,
    /// Its region.
    pub region: Arc<RegionInfo>,
}

impl OwnedEntry {
    /// Borrowed.
    #[must_use]
    pub const fn as_entry(&self) -> Entry<'_> {
        Entry { key: &self.key, region: &self.region }
    }
}

/// What a mutation or an invalidation covers, all of it in one scope.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Cells {
    /// The scope of all of them.
    pub scope: ScopeKey,
    /// Single entries.
    pub entries: Vec<OwnedEntry>,
    /// Tags; names may repeat.
    pub tags: Vec<Tag>,
    /// Every entry of the scope.
    pub whole_scope: bool,
}

impl Cells {
    /// More than so many cells in one call are replaced by the whole scope.
    pub const MAX: usize = 256;

    /// No cell of `scope` yet.
    #[must_use]
    pub const fn of(scope: ScopeKey) -> Self {
        Self { scope, entries: Vec::new(), tags: Vec::new(), whole_scope: false }
    }

    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.whole_scope && self.entries.is_empty() && self.tags.is_empty()
    }

    /// Forgets what `other` covers, which is of the same scope.
    pub(crate) fn forget(&mut self, other: &Self) {
        self.entries.retain(|entry| !other.whole_scope && !other.entries.iter().any(|named| named.key == entry.key));
        self.tags.retain(|tag| !other.whole_scope && !other.tags.contains(tag));
        self.whole_scope &= !other.whole_scope;
    }

    /// Takes the cells of `other`, which is of the same scope, too.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.tags.extend(other.tags);
        self.whole_scope |= other.whole_scope;
        self.limit();
    }

    /// Names the scope instead of more than [`MAX`](Self::MAX) cells.
    pub(crate) fn limit(&mut self) {
        if self.entries.len() + self.tags.len() > Self::MAX {
            self.entries.clear();
            self.tags.clear();
            self.whole_scope = true;
        }
    }
}
