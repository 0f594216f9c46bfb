//! One capacity over all shards, as one S3-FIFO would have it.

use std::sync::atomic::Ordering::Relaxed;

use crate::limits::Limits;
use crate::load::{Load, Share};
use crate::padded::Padded;
use crate::shard::Queue;
use crate::sync::AtomicU64;
use crate::tuning::Tuning;

/// What all shards carry together, and which of them has the oldest entry of each queue.
///
/// Each shard tells what changed under its own lock, so the sum is exact at rest; operations that race may see the store
/// full once too often, or leave it over its capacity by what is on its way in.
pub(crate) struct Pool {
    total: Padded<Total>,
    lanes: Box<[Padded<Lane>]>,
    sequence: Padded<AtomicU64>,
    pub(crate) tuning: Tuning,
}

#[derive(Default)]
struct Total {
    small: Sum,
    main: Sum,
    state: AtomicU64,
}

#[derive(Default)]
struct Sum {
    entries: AtomicU64,
    bytes: AtomicU64,
}

/// When the oldest entry of each queue of one shard came in.
struct Lane {
    small: AtomicU64,
    main: AtomicU64,
}

/// An empty queue has no oldest entry.
const NEVER: u64 = u64::MAX;

/// Which capacity the store is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    Entries,
    Bytes,
}

impl Pool {
    pub(crate) fn new(shards: usize) -> Self {
        let lane = || Padded(Lane { small: AtomicU64::new(NEVER), main: AtomicU64::new(NEVER) });
        Self {
            total: Padded(Total::default()),
            lanes: (0..shards).map(|_| lane()).collect(),
            sequence: Padded(AtomicU64::new(0)),
            tuning: Tuning::new(shards),
        }
    }

    /// The number of the next push into a queue, which is the time of all that ages here. Those that race may share one.
    pub(crate) fn pushes(&self) -> u64 {
        self.sequence.0.load(Relaxed)
    }

    /// A queue moved.
    pub(crate) fn pushed(&self) {
        self.sequence.0.fetch_add(1, Relaxed);
    }

    /// A shard tells, under its lock, that its load was `before` and is `after`.
    pub(crate) fn moved(&self, before: &Load, after: &Load) {
        let total = &self.total.0;
        for (sum, before, after) in [(&total.small, before.small, after.small), (&total.main, before.main, after.main)]
        {
            shift(&sum.entries, before.entries, after.entries);
            shift(&sum.bytes, before.bytes, after.bytes);
        }
        shift(&total.state, before.state, after.state);
    }

    /// The same about the oldest entry of a queue.
    pub(crate) fn aged(&self, shard: usize, queue: Queue, oldest: Option<u64>) {
        if let Some(lane) = self.lanes.get(shard) {
            lane.0.of(queue).store(oldest.unwrap_or(NEVER), Relaxed);
        }
    }

    pub(crate) fn load(&self) -> Load {
        let total = &self.total.0;
        Load { small: total.small.share(), main: total.main.share(), state: total.state.load(Relaxed) }
    }

    /// The queue that gives an entry up, and the shard that has its oldest one. `None`: there is no entry.
    pub(crate) fn next_victim(&self, load: &Load, over: Over) -> Option<(Queue, usize)> {
        let (small, main) = match over {
            Over::Entries => (load.small.entries, load.main.entries),
            Over::Bytes => (load.small.bytes, load.main.bytes),
        };
        let is_small = self.tuning.is_small_over(small, main) || load.main.entries == 0;
        let queue = if is_small { Queue::Small } else { Queue::Main };
        // A plain loop: with combinators it takes three times as long, which is a tenth of an insert.
        let (mut oldest, mut victim) = (NEVER, 0);
        for (shard, lane) in self.lanes.iter().enumerate() {
            let age = lane.0.of(queue).load(Relaxed);
            if age < oldest {
                (oldest, victim) = (age, shard);
            }
        }
        (oldest != NEVER).then_some((queue, victim))
    }
}

impl Load {
    /// Cells and scopes count as entries.
    pub(crate) fn over(&self, limits: &Limits) -> Option<Over> {
        if self.entries() + self.state > limits.max_entries {
            Some(Over::Entries)
        } else if self.bytes() > limits.max_bytes {
            Some(Over::Bytes)
        } else {
            None
        }
    }
}

impl Lane {
    const fn of(&self, queue: Queue) -> &AtomicU64 {
        match queue {
            Queue::Small => &self.small,
            Queue::Main => &self.main,
        }
    }
}

impl Sum {
    fn share(&self) -> Share {
        Share { entries: self.entries.load(Relaxed), bytes: self.bytes.load(Relaxed) }
    }
}

fn shift(sum: &AtomicU64, before: u64, after: u64) {
    if before != after {
        sum.fetch_add(after.wrapping_sub(before), Relaxed);
    }
}
