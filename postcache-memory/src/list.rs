//! Lists whose links are in the slots of a table.

mod ring;

pub(crate) use ring::Ring;

use crate::slab::At;
use crate::table::{Hashed, Table};

/// A slot's neighbours in one list.
pub(crate) struct Links<T> {
    newer: At<T>,
    older: At<T>,
}

impl<T> Links<T> {
    pub(crate) const NONE: Self = Self { newer: At::NONE, older: At::NONE };
}

/// Which links of a slot belong to the list.
pub(crate) type Which<T> = fn(&mut T) -> &mut Links<T>;

/// A list from the newest to the oldest.
pub(crate) struct List<T> {
    newest: At<T>,
    oldest: At<T>,
    len: u32,
}

impl<T: Hashed> List<T> {
    pub(crate) const EMPTY: Self = Self { newest: At::NONE, oldest: At::NONE, len: 0 };

    pub(crate) const fn len(&self) -> u32 {
        self.len
    }

    pub(crate) fn oldest(&self) -> Option<At<T>> {
        self.oldest.some()
    }

    pub(crate) fn push(&mut self, table: &mut Table<T>, at: At<T>, which: Which<T>) {
        let Some(slot) = table.get_mut(at) else { return };
        *which(slot) = Links { newer: At::NONE, older: self.newest };
        match table.get_mut(self.newest) {
            Some(next) => which(next).newer = at,
            None => self.oldest = at,
        }
        self.newest = at;
        self.len += 1;
    }

    pub(crate) fn unlink(&mut self, table: &mut Table<T>, at: At<T>, which: Which<T>) {
        let Some(slot) = table.get_mut(at) else { return };
        let Links { newer, older } = std::mem::replace(which(slot), Links::NONE);
        match table.get_mut(newer) {
            Some(newer) => which(newer).older = older,
            None => self.newest = older,
        }
        match table.get_mut(older) {
            Some(older) => which(older).newer = newer,
            None => self.oldest = newer,
        }
        self.len -= 1;
    }
}
