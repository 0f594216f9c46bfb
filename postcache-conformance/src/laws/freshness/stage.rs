//! One datum, those who read and write it, and every order of their steps.

use postcache_core::CacheStore;
use postcache_core::store::OwnedEntry;

use crate::trial::{Process, Seen, Time};

/// The source of truth of one datum, as a version that only grows.
#[derive(Debug, Default)]
pub(super) struct Database {
    committed: u64,
    floor: u64,
}

impl Database {
    pub(super) fn commit(&mut self) -> u64 {
        self.committed += 1;
        self.committed
    }

    pub(super) const fn load(&self) -> u64 {
        self.committed
    }

    /// From now on no read may return less.
    pub(super) fn raise_floor(&mut self, version: u64) {
        self.floor = self.floor.max(version);
    }
}

/// Where the steps happen: one entry that shows the datum.
#[derive(Debug)]
pub(super) struct Stage<'t, S> {
    pub(super) store: &'t Process<S>,
    pub(super) time: &'t Time,
    pub(super) entry: OwnedEntry,
    pub(super) database: Database,
    pub(super) seen: Coverage,
}

/// What happened in all the schedules together: a law that meets nothing shows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    pub(super) hits: u32,
    pub(super) fenced: u32,
    pub(super) fills_stored: u32,
    pub(super) fills_refused: u32,
    pub(super) puts_stored: u32,
    pub(super) puts_refused: u32,
}

impl<S: CacheStore> Stage<'_, S> {
    /// A read that begins now: what is in the cache is not older than the floor.
    pub(super) async fn is_fresh(&mut self, plot: &str) {
        if let Seen::Value(version) = self.store.get(&self.entry).await {
            self.may_be_read(version, plot);
        }
    }

    pub(super) fn may_be_read(&mut self, version: u64, plot: &str) {
        let floor = self.database.floor;
        assert!(version >= floor, "version {version} was served, and version {floor} was there before: {plot}");
        self.seen.hits += 1;
    }
}

/// Who makes the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Every order in which two actors can make their steps.
pub(super) fn interleavings(left: usize, right: usize) -> Vec<Vec<Side>> {
    if left == 0 || right == 0 {
        return vec![[vec![Side::Left; left], vec![Side::Right; right]].concat()];
    }
    let begun_by = |side: Side, rest: Vec<Vec<Side>>| rest.into_iter().map(move |rest| [vec![side], rest].concat());
    begun_by(Side::Left, interleavings(left - 1, right))
        .chain(begun_by(Side::Right, interleavings(left, right - 1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_orders_are_there_and_each_once() {
        let mut orders = interleavings(4, 3);
        assert!(orders.iter().all(|order| order.iter().filter(|side| **side == Side::Left).count() == 4));
        orders.sort_by_key(|order| order.iter().map(|side| *side == Side::Left).collect::<Vec<_>>());
        orders.dedup();
        assert_eq!(orders.len(), 35);
    }
}
