//! A list of eight bytes.

#[cfg(test)]
mod tests;

use super::{Links, Which};
use crate::slab::At;
use crate::table::{Hashed, Table};

/// A list that knows its newest alone: behind it comes the oldest again. There may be as many of them as there are slots.
pub(crate) struct Ring<T> {
    newest: At<T>,
    len: u32,
}

impl<T: Hashed> Ring<T> {
    pub(crate) const EMPTY: Self = Self { newest: At::NONE, len: 0 };

    pub(crate) const fn len(&self) -> u32 {
        self.len
    }

    pub(crate) fn oldest(&self, table: &mut Table<T>, which: Which<T>) -> Option<At<T>> {
        table.get_mut(self.newest).map(|newest| which(newest).newer)
    }

    /// The next newer one.
    pub(crate) fn newer(&self, table: &mut Table<T>, at: At<T>, which: Which<T>) -> Option<At<T>> {
        table.get_mut(at).filter(|_| at != self.newest).map(|slot| which(slot).newer)
    }

    pub(crate) fn push(&mut self, table: &mut Table<T>, at: At<T>, which: Which<T>) {
        let oldest = table.get_mut(self.newest).map_or(at, |newest| which(newest).newer);
        let Some(slot) = table.get_mut(at) else { return };
        *which(slot) = Links { newer: oldest, older: self.newest };
        set_newer(table, self.newest, at, which);
        self.newest = at;
        self.len += 1;
    }

    pub(crate) fn unlink(&mut self, table: &mut Table<T>, at: At<T>, which: Which<T>) {
        let Some(slot) = table.get_mut(at) else { return };
        let Links { newer, older } = std::mem::replace(which(slot), Links::NONE);
        if at == self.newest {
            self.newest = older;
        } else if let Some(newer) = table.get_mut(newer) {
            which(newer).older = older;
        }
        // Behind the newest comes the oldest.
        set_newer(table, older.some().unwrap_or(self.newest), newer, which);
        self.len -= 1;
    }

    /// Makes it the newest.
    pub(crate) fn renew(&mut self, table: &mut Table<T>, at: At<T>, which: Which<T>) {
        self.unlink(table, at, which);
        self.push(table, at, which);
    }
}

fn set_newer<T: Hashed>(table: &mut Table<T>, of: At<T>, newer: At<T>, which: Which<T>) {
    if let Some(slot) = table.get_mut(of) {
        which(slot).newer = newer;
    }
}
