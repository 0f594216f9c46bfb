//! The fences of mutations that run in this process, and the holds of those that ended with an unknown outcome.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postcache_core::Instant;

/// When each was raised, and a region that its mutation names.
#[derive(Debug, Default)]
pub(crate) struct Fences(Mutex<Table>);

#[derive(Debug, Default)]
struct Table {
    next: u64,
    standing: BTreeMap<u64, (Instant, Option<String>)>,
    holds: Vec<Instant>,
}

/// More than this are not counted.
const MOST_HOLDS: usize = 10_000;

impl Fences {
    pub(crate) fn raised(self: &Arc<Self>, at: Instant, region: Option<String>) -> Standing {
        let mut table = self.table();
        let number = table.next;
        table.next += 1;
        table.standing.insert(number, (at, region));
        Standing { fences: Arc::clone(self), number }
    }

    pub(crate) fn standing(&self) -> usize {
        self.table().standing.len()
    }

    /// One ended with an unknown outcome at `now`, and is held until `end`.
    pub(crate) fn held(&self, now: Instant, end: Instant) {
        if self.holds(now) < MOST_HOLDS {
            self.table().holds.push(end);
        }
    }

    /// How many are held at `now`.
    pub(crate) fn holds(&self, now: Instant) -> usize {
        let mut table = self.table();
        table.holds.retain(|end| *end > now);
        table.holds.len()
    }

    /// The first that was raised: numbers grow with time.
    pub(crate) fn oldest(&self) -> Option<(Instant, Option<String>)> {
        self.table().standing.first_key_value().map(|(_, fence)| fence.clone())
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of them, until it is told that it ended, or dropped.
#[derive(Debug)]
pub(crate) struct Standing {
    fences: Arc<Fences>,
    number: u64,
}

impl Standing {
    pub(crate) fn ended(&self) {
        self.fences.table().standing.remove(&self.number);
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.ended();
    }
}
