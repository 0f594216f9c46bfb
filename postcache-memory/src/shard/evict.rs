//! What a full store gives up: S3-FIFO over the entries, and leases that nobody may need any more.

use postcache_core::EvictionReason;

use super::cell::Cell;
use super::entry::Entry;
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
    /// first few. No newcomer goes while the main queue's oldest is dead.
    pub(crate) fn evict(&mut self, queue: Queue, used: Used, visit: &mut Visit<'_>) -> bool {
        if queue == Queue::Small && self.free_if_dead(self.queues.oldest(Queue::Main), visit) {
            return true;
        }
        for step in 0..=STEPS {
            let Some(at) = self.queues.oldest(queue) else { return false };
            if self.free_if_dead(Some(at), visit) {
                return true;
            }
            let entries = self.entries.len();
            let Some(entry) = self.entries.get_mut(at) else { return false };
            let stays = match queue {
                Queue::Small => entry.recency.uses() >= visit.tuning.uses_asked(visit.sequence),
                Queue::Main => entry.recency.is_used(),
            };
            if stays && step == STEPS && used == Used::Stays {
                return false;
            }
            visit.tuning.tried(std::mem::take(&mut entry.trial), entry.recency.is_used(), entries);
            if !stays || step == STEPS {
                let (hash, came) = (entry.hash, entry.pushed);
                self.queues.ghost.remember(hash, queue, came, visit.sequence, entries);
                self.free(at, EvictionReason::Capacity, visit);
                return true;
            }
            let trial = if queue == Queue::Small {
                visit.tuning.promoted();
                entry.recency.promoted()
            } else {
                entry.recency.passed_by()
            };
            self.queues.renew_in_main(&mut self.entries, at, trial, visit.sequence);
        }
        false
    }

    pub(super) fn free_if_dead(&mut self, at: Option<At<Entry>>, visit: &mut Visit<'_>) -> bool {
        let dead = at.and_then(|at| Some((at, self.death(self.entries.get(at)?, visit.now)?)));
        if let Some((at, reason)) = dead {
            self.free(at, reason, visit);
        }
        dead.is_some()
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
