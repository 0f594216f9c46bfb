//! All shards, what they share, and the world around them.

mod lending;
mod mutating;
mod reading;
mod striped;
#[cfg(test)]
mod tests;

use postcache_core::{Clock, Instant};

use crate::audience::Audience;
use crate::cleanup::Cleanup;
use crate::hash::Hashes;
use crate::leaving::Leaving;
use crate::limits::Limits;
use crate::load::Load;
use crate::padded::Padded;
use crate::pool::{Over, Pool};
use crate::shard::{Cursor, Queue, Shard, Used, Visit};
use crate::shard_lock::ShardLock;

/// A mutation that kills more entries than this wakes cleanup before its time.
const MANY: u32 = 1_000;

/// So often an operation passes by entries that were used before it evicts one of them: a long run of hot entries does not
/// make one newcomer pay for all.
const PATIENCE: usize = 16;

pub(crate) struct Engine {
    shards: Box<[Padded<ShardLock<Shard>>]>,
    pool: Pool,
    hashes: Hashes,
    limits: Limits,
    clock: Clock,
    audience: Audience,
    pub(crate) cleanup: Cleanup,
}

/// Where a sweep of the store goes on.
#[derive(Clone, Copy)]
pub(crate) struct Sweeping {
    shard: usize,
    cursor: Cursor,
}

impl Engine {
    /// For a power of two of shards.
    pub(crate) fn new(shards: usize, limits: Limits, clock: Clock, audience: Audience, cleanup: Cleanup) -> Self {
        Self {
            shards: (0..shards).map(|_| Padded(ShardLock::new(Shard::new()))).collect(),
            pool: Pool::new(shards),
            hashes: Hashes::new(shards),
            limits,
            clock,
            audience,
            cleanup,
        }
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn sweep_all(&self) {
        let mut next = Some(Sweeping::START);
        while let Some(at) = next {
            next = self.sweep(at);
        }
    }

    /// Frees what is dead in one slice of slots, under many short holds of the lock; `None` behind the last one.
    pub(crate) fn sweep(&self, at: Sweeping) -> Option<Sweeping> {
        let Sweeping { shard, cursor } = at;
        let now = self.clock.now();
        let (mut suspects, next) = self.shard(shard).read(|shard| shard.suspects(cursor, now));
        while !suspects.is_empty() {
            let mut leaving = Leaving::default();
            self.within(shard, now, &mut leaving, |shard, visit| shard.free_suspects(&mut suspects, visit));
            self.audience.left(leaving);
            // Who waits for the lock, or for this processor, comes before what nobody can read any more.
            std::thread::yield_now();
        }
        match next {
            Some(cursor) => Some(Sweeping { shard, cursor }),
            None => (shard + 1 < self.shards.len()).then_some(Sweeping { shard: shard + 1, ..Sweeping::START }),
        }
    }

    /// One operation under a shard's write lock. Afterwards the store fits its capacity again, and what left is told and
    /// dropped.
    fn visit<T>(&self, shard: usize, act: impl FnOnce(&mut Shard, &mut Visit<'_>) -> T) -> T {
        let now = self.clock.now();
        let mut leaving = Leaving::default();
        let answer = self.within(shard, now, &mut leaving, act);
        self.shrink(shard, now, &mut leaving);
        if leaving.killed > MANY {
            self.cleanup.wake();
        }
        self.audience.left(leaving);
        answer
    }

    fn within<T>(
        &self,
        at: usize,
        now: Instant,
        leaving: &mut Leaving,
        act: impl FnOnce(&mut Shard, &mut Visit<'_>) -> T,
    ) -> T {
        self.shard(at).write(|shard| {
            let (before, moves) = (shard.load(), shard.queue_moves());
            let (tuning, sequence) = (&self.pool.tuning, self.pool.pushes());
            let mut visit = Visit { now, limits: &self.limits, tuning, sequence, leaving };
            let answer = act(shard, &mut visit);
            self.pool.moved(&before, &shard.load());
            // The oldest entries are far from the processor's caches: an operation that moved none, a clear for one, leaves
            // them there, and costs the same whatever the number of entries.
            if shard.queue_moves() != moves {
                self.pool.pushed();
                for queue in [Queue::Small, Queue::Main] {
                    self.pool.aged(at, queue, shard.oldest(queue));
                }
            }
            answer
        })
    }

    /// Evicts until the store fits. `own` is the shard that has just grown.
    fn shrink(&self, own: usize, now: Instant, leaving: &mut Leaving) {
        let mut fruitless = 0;
        // A lease that was just given is passed by once, however much has to go for it.
        let mut leases_may_go = true;
        // What cannot be given up, as cells under a fence, may be more than the capacity.
        while fruitless < PATIENCE + 2 * self.shards.len() {
            let load = self.pool.load();
            let Some(over) = load.over(&self.limits) else { return };
            self.pool.tuning.is_full();
            let used = if fruitless < PATIENCE { Used::Stays } else { Used::Goes };
            let beside = (own + fruitless) % self.shards.len();
            let forgotten = leases_may_go && self.forget_lease(beside, &load, over, used, now, leaving);
            let done = forgotten || self.evict(&load, over, used, now, leaving);
            leases_may_go = forgotten || !done;
            fruitless = if done { 0 } else { fruitless + 1 };
        }
    }

    /// Leases are given up before entries as soon as cells and scopes outnumber these.
    fn forget_lease(
        &self,
        shard: usize,
        load: &Load,
        over: Over,
        used: Used,
        now: Instant,
        leaving: &mut Leaving,
    ) -> bool {
        over == Over::Entries
            && load.state > load.entries()
            && self.within(shard, now, leaving, |shard, visit| shard.forget_lease(used, visit))
    }

    fn evict(&self, load: &Load, over: Over, used: Used, now: Instant, leaving: &mut Leaving) -> bool {
        let Some((queue, shard)) = self.pool.next_victim(load, over) else { return false };
        self.within(shard, now, leaving, |shard, visit| shard.evict(queue, used, visit))
    }

    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the number of a shard is masked by their count")]
    fn shard(&self, at: usize) -> &ShardLock<Shard> {
        &self.shards[at].0
    }
}

impl Sweeping {
    pub(crate) const START: Self = Self { shard: 0, cursor: Cursor::START };
}
