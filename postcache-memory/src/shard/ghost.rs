//! Entries that were evicted, remembered by a part of their hash alone.

#[cfg(test)]
mod tests;

use super::queue::Queue;
use crate::table::spread;

/// Who comes back while he is remembered says whether it was right to let him go.
///
/// Buckets of one cache line, so that to remember and to recall touch one each. There are one and a half to three places for
/// each entry of the shard, of which the oldest of a bucket is taken first.
pub(crate) struct Ghost {
    buckets: Vec<Bucket>,
    /// How many left each queue.
    small: u16,
    main: u16,
}

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Bucket([Place; 8]);

/// No tag: the place is free.
#[derive(Clone, Copy)]
struct Place {
    tag: u16,
    /// How many had left its queue before, and in the lowest bit which one that was.
    left: u16,
    /// When it came into its queue.
    came: u32,
}

/// One who is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Returned {
    /// Which queue he left.
    pub(crate) from: Queue,
    /// How long ago he had come into it.
    pub(crate) age: u32,
    /// He would still be there if the queue were a twentieth of the shard longer.
    pub(crate) just_left: bool,
}

/// What is a little longer: a part of the shard.
const LITTLE: usize = 20;
/// Counts of departures have so many values.
const DEPARTURES: u16 = 1 << 15;

impl Ghost {
    pub(crate) const fn new() -> Self {
        Self { buckets: Vec::new(), small: 0, main: 0 }
    }

    /// Remembers one who leaves a queue, into which he came at `came`, and leaves `entries` behind.
    pub(crate) fn remember(&mut self, hash: u32, from: Queue, came: u64, now: u64, entries: usize) {
        if entries * 3 > self.buckets.len() * 16 || self.buckets.is_empty() {
            self.buckets = vec![Bucket::EMPTY; (entries * 3).div_ceil(16).next_power_of_two()];
        }
        let count = match from {
            Queue::Small => &mut self.small,
            Queue::Main => &mut self.main,
        };
        *count = (*count + 1) % DEPARTURES;
        let is_main = from == Queue::Main;
        // What came into the main queue came long ago, and is none the less new here.
        let came = short(if is_main { now } else { came });
        let place = Place { tag: tag(hash), left: *count << 1 | u16::from(is_main), came };
        let now = short(now);
        let Some(bucket) = self.bucket(hash) else { return };
        let oldest = |at: &&mut Place| if at.tag == 0 { u32::MAX } else { now.wrapping_sub(at.came) };
        if let Some(at) = bucket.0.iter_mut().max_by_key(oldest) {
            *at = place;
        }
    }

    /// Whether, and how, he is remembered; he then is no longer.
    pub(crate) fn recall(&mut self, hash: u32, now: u64, entries: usize) -> Option<Returned> {
        let counts = [self.small, self.main];
        let tag = tag(hash);
        let found = self.bucket(hash)?.0.iter_mut().find(|place| place.tag == tag)?;
        let Place { left, came, .. } = std::mem::replace(found, Place::FREE);
        let [small, main] = counts;
        let (from, count) = if left & 1 == 0 { (Queue::Small, small) } else { (Queue::Main, main) };
        let since = count.wrapping_sub(left >> 1) % DEPARTURES;
        let just_left = usize::from(since) < (entries / LITTLE).max(1);
        Some(Returned { from, age: short(now).wrapping_sub(came), just_left })
    }

    /// A shard without entries has nothing to come back to.
    pub(crate) fn forget_all(&mut self) {
        *self = Self::new();
    }

    fn bucket(&mut self, hash: u32) -> Option<&mut Bucket> {
        let mask = self.buckets.len().checked_sub(1)?;
        let at = (spread(hash) >> 40) as usize & mask;
        self.buckets.get_mut(at)
    }
}

impl Bucket {
    const EMPTY: Self = Self([Place::FREE; 8]);
}

impl Place {
    const FREE: Self = Self { tag: 0, left: 0, came: 0 };
}

/// Other bits than those that choose the bucket.
#[expect(clippy::cast_possible_truncation, reason = "a part of a hash")]
fn tag(hash: u32) -> u16 {
    let tag = (spread(hash) >> 16) as u16;
    if tag == 0 { 1 } else { tag }
}

/// Enough of a moment to tell how long ago it was.
#[expect(clippy::cast_possible_truncation, reason = "what it is for")]
const fn short(moment: u64) -> u32 {
    moment as u32
}
