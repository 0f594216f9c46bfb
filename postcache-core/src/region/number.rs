//! Numbers that stand for what has a long name, in this process.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::store::Tag;

/// The number that stands for a region's name in the keys of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegionNumber(NonZeroU32);

impl RegionNumber {
    /// The number.
    #[must_use]
    #[inline]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The same name has the same number in every cache of this process, so that two caches over one store agree.
    pub(super) fn of(name: &str) -> Self {
        static NAMES: Numbers<str> = Numbers::new();
        Self(NAMES.of(name))
    }
}

/// The number that stands for the tags of a region: equal where two regions of this process have the same tags.
///
/// Two caches over one store may give a region of one name different tags. A value that one of them stored does not depend on
/// the tags that only the other has, so a store must not serve it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TagSet(NonZeroU32);

impl TagSet {
    /// Of tags that are sorted and differ.
    pub(super) fn of(tags: &[Tag]) -> Self {
        static SETS: Numbers<[Tag]> = Numbers::new();
        Self(SETS.of(tags))
    }
}

/// Never forgotten: they are part of a program, not of its data.
struct Numbers<T: ?Sized>(OnceLock<Mutex<HashMap<Box<T>, NonZeroU32>>>);

impl<T: Hash + Eq + ?Sized> Numbers<T> {
    const fn new() -> Self {
        Self(OnceLock::new())
    }

    fn of<'t>(&self, named: &'t T) -> NonZeroU32
    where
        Box<T>: From<&'t T> + Borrow<T>,
    {
        let mut known = self.0.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.get(named) {
            return *number;
        }
        let count = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let number = NonZeroU32::MIN.saturating_add(count);
        known.insert(named.into(), number);
        number
    }
}
