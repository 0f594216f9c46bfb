//! Slots that are also found by a hash.

use hashbrown::HashTable;

use crate::slab::{At, KEPT, Slab};

/// What is found by a hash that it remembers.
pub(crate) trait Hashed {
    fn hash(&self) -> u64;
}

/// Spreads what is remembered over the low and the high bits of a hash, both of which a table looks at.
#[inline]
pub(crate) fn spread(remembered: impl Into<u64>) -> u64 {
    remembered.into().wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A [`Slab`] with an index.
pub(crate) struct Table<T> {
    slots: Slab<T>,
    index: HashTable<At<T>>,
}

impl<T: Hashed> Table<T> {
    pub(crate) const fn new() -> Self {
        Self { slots: Slab::new(), index: HashTable::new() }
    }

    #[inline]
    pub(crate) fn find(&self, hash: u64, mut is: impl FnMut(&T) -> bool) -> Option<At<T>> {
        self.index.find(hash, |at| self.slots.get(*at).is_some_and(&mut is)).copied()
    }

    /// What [`find`](Self::find) finds, without looking for its slot again.
    #[inline]
    pub(crate) fn find_value(&self, hash: u64, mut is: impl FnMut(&T) -> bool) -> Option<&T> {
        let mut found = None;
        self.index.find(hash, |at| {
            found = self.slots.get(*at).filter(|value| is(value));
            found.is_some()
        })?;
        found
    }

    pub(crate) fn insert(&mut self, value: T) -> At<T> {
        let hash = value.hash();
        let at = self.slots.insert(value);
        let slots = &self.slots;
        self.index.insert_unique(hash, at, |at| slots.get(*at).map_or(0, Hashed::hash));
        at
    }

    pub(crate) fn remove(&mut self, at: At<T>) -> Option<T> {
        let hash = self.slots.get(at)?.hash();
        if let Ok(found) = self.index.find_entry(hash, |other| *other == at) {
            found.remove();
        }
        let removed = self.slots.remove(at);
        if self.slots.len() == 0 && self.index.capacity() > 2 * KEPT {
            self.index = HashTable::new();
        }
        removed
    }

    #[inline]
    pub(crate) fn get(&self, at: At<T>) -> Option<&T> {
        self.slots.get(at)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, at: At<T>) -> Option<&mut T> {
        self.slots.get_mut(at)
    }

    pub(crate) const fn len(&self) -> usize {
        self.slots.len()
    }

    /// As [`Slab::slice`].
    pub(crate) fn slice(&self, from: usize, budget: usize) -> Option<impl Iterator<Item = (At<T>, &T)>> {
        self.slots.slice(from, budget)
    }
}
