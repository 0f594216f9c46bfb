//! What a full store gives up: S3-FIFO over the entries, and leases that nobody may need any more.

use postcache_core::EvictionReason;

use super::cell::Cell;
use super::queue::Queue;
use super::{Shard, Visit};
use crate::slab::At;

/// How many used entries one hold of the lock passes by, or how many cells it looks at.
const STEPS: usize = 16;

/// What happens where all that was looked at had been used of late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Used {
    /// Nothing, but that they are looked at later.
    Stays,
    /// The next one is evicted.
    Goes,
}

impl Shard {
    /// Frees one entry of a queue: the oldest that is dead or was not used since it was looked at last, if it is among the
    /// first few.
    pub(crate) fn evict(&mut self, queue: Queue, used: Used, visit: &mut Visit<'_>) -> bool {
        for step in 0..=STEPS {
            let Some(at) = self.queues.oldest(queue) else { return false };
            if let Some(reason) = self.entries.get(at).and_then(|entry| self.death(entry, visit.now)) {
                self.free(at, reason, visit);
                return true;
            }
            let Some(entry) = self.entries.get_mut(at) else { return false };
            if entry.recency.is_used() && step < STEPS {
                match queue {
                    Queue::Small => entry.recency.forget_uses(),
                    Queue::Main => entry.recency.forget_one_use(),
                }
                self.queues.renew_in_main(&mut self.entries, at, visit.sequence);
            } else if entry.recency.is_used() && used == Used::Stays {
                return false;
            } else {
                if queue == Queue::Small {
                    self.queues.ghost.remember(entry.hash, self.entries.len());
                }
                self.free(at, EvictionReason::Capacity, visit);
                return true;
            }
        }
        false
    }

    /// Forgets one lease that has not come back since this last passed by, or one that nobody would miss, if there is one
    /// among the next few cells.
    pub(crate) fn forget_lease(&mut self, used: Used, visit: &Visit<'_>) -> bool {
        let Some(cells) = self.cells.slice(self.hand, STEPS) else {
            self.hand = 0;
            return false;
        };
        self.hand += STEPS;
        let may_go: Vec<_> = cells.filter(|(_, cell)| cell.may_go(visit.now)).map(|(at, _)| at).collect();
        let is_old = |at: &At<Cell>| {
            self.cells
                .get_mut(*at)
                .is_some_and(|cell| !cell.take_youth() || cell.is_idle(visit.now) || used == Used::Goes)
        };
        let old = may_go.into_iter().find(is_old);
        old.inspect(|at| self.forget_cell(*at, visit.now)).is_some()
    }
}
