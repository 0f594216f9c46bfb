//! Slots that are named by number and used again.

use std::fmt;
use std::marker::PhantomData;

/// The number of a slot that holds a `T`. It takes four bytes, and four more in nothing: an absent one is [`NONE`](Self::NONE).
pub(crate) struct At<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> At<T> {
    pub(crate) const NONE: Self = Self::new(u32::MAX);

    const fn new(index: u32) -> Self {
        Self { index, of: PhantomData }
    }

    pub(crate) fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }

    #[cfg(test)]
    pub(crate) const fn number(self) -> u32 {
        self.index
    }
}

impl<T> Clone for At<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for At<T> {}

impl<T> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<T> Eq for At<T> {}

impl<T> fmt::Debug for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At({})", self.index)
    }
}

/// An empty row with more slots than this gives its memory back: a burst that is over leaves nothing behind.
pub(crate) const KEPT: usize = 64;

/// A row of slots. What is freed is used again first; the row never moves what it holds.
pub(crate) struct Slab<T> {
    slots: Vec<Slot<T>>,
    free: At<T>,
    used: usize,
}

enum Slot<T> {
    /// The next free one.
    Free(At<T>),
    Used(T),
}

impl<T> Slab<T> {
    /// What a slot takes, in bytes.
    #[cfg(target_pointer_width = "64")]
    pub(crate) const SLOT: usize = size_of::<Slot<T>>();

    pub(crate) const fn new() -> Self {
        Self { slots: Vec::new(), free: At::NONE, used: 0 }
    }

    pub(crate) fn insert(&mut self, value: T) -> At<T> {
        self.used += 1;
        if let Some(slot) = self.slots.get_mut(self.free.index as usize)
            && let Slot::Free(next) = *slot
        {
            *slot = Slot::Used(value);
            return std::mem::replace(&mut self.free, next);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a store keeps at most 2^31 slots")]
        let at = At::new(self.slots.len() as u32);
        self.slots.push(Slot::Used(value));
        at
    }

    pub(crate) fn remove(&mut self, at: At<T>) -> Option<T> {
        let slot = self.slots.get_mut(at.index as usize)?;
        if matches!(slot, Slot::Free(_)) {
            return None;
        }
        let Slot::Used(value) = std::mem::replace(slot, Slot::Free(self.free)) else { return None };
        self.free = at;
        self.used -= 1;
        if self.used == 0 && self.slots.len() > KEPT {
            *self = Self::new();
        }
        Some(value)
    }

    #[inline]
    pub(crate) fn get(&self, at: At<T>) -> Option<&T> {
        match self.slots.get(at.index as usize) {
            Some(Slot::Used(value)) => Some(value),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, at: At<T>) -> Option<&mut T> {
        match self.slots.get_mut(at.index as usize) {
            Some(Slot::Used(value)) => Some(value),
            _ => None,
        }
    }

    /// The slots in use.
    pub(crate) const fn len(&self) -> usize {
        self.used
    }

    /// What is in use among `budget` slots from number `from` on; `None` behind the last one.
    pub(crate) fn slice(&self, from: usize, budget: usize) -> Option<impl Iterator<Item = (At<T>, &T)>> {
        let slots = self.slots.get(from..).filter(|rest| !rest.is_empty())?;
        Some(slots.iter().take(budget).zip(from..).filter_map(|(slot, index)| match slot {
            Slot::Used(value) => Some((At::new(u32::try_from(index).ok()?), value)),
            Slot::Free(_) => None,
        }))
    }
}
