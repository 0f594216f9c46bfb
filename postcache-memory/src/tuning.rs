//! What a full store has learned of its requests: how it shares its room out among its queues, and whom it lets into the
//! main one.

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use crate::padded::Padded;
use crate::shard::Queue;

/// Three dials that each lesson turns a little. Lessons are learned where entries come and go, never by a hit; of two that
/// race one may be lost.
pub(crate) struct Tuning(Padded<Dials>);

struct Dials {
    /// The small queue's part of the store.
    small: Dial,
    /// How long ago a key may have come last, as a part of the time since the main queue's oldest entry was looked at.
    reach: Dial,
    /// Above its middle, one use is no promise of another.
    doubt: Dial,
    is_filling: AtomicBool,
    /// How often the small queue may grow: once for each entry that is promoted from it.
    credit: AtomicU32,
    shards: u64,
}

/// A part of a whole of 2^32.
struct Dial {
    at: AtomicU32,
    least: u32,
    most: u32,
}

/// Why an entry is in the main queue, until it is looked at there for the first time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trial {
    /// It has stood its trial, or is in no need of one.
    #[default]
    None,
    /// It was used once while it was in the small queue.
    UsedOnce,
    /// It came back soon after it had left.
    CameBack,
}

/// Among so many keys used once, one comes into the main queue whatever was learned: else nothing more would be.
const SAMPLE: u64 = 64;

/// Promotions are counted up to here.
const CREDIT: u32 = 16;

impl Tuning {
    pub(crate) const fn new(shards: usize) -> Self {
        Self(Padded(Dials {
            small: Dial::new(3, 1, 50),
            reach: Dial::new(100, 15, 100),
            doubt: Dial::new(10, 0, 20),
            is_filling: AtomicBool::new(true),
            credit: AtomicU32::new(0),
            shards: shards as u64,
        }))
    }

    /// Nothing was evicted yet, so that nobody is in the way of a newcomer in the main queue: what was there first stays
    /// there when a loop begins that is longer than the store.
    pub(crate) fn is_filling(&self) -> bool {
        self.0.0.is_filling.load(Relaxed)
    }

    pub(crate) fn is_full(&self) {
        if self.is_filling() {
            self.0.0.is_filling.store(false, Relaxed);
        }
    }

    /// Whether the small queue has more than its part.
    pub(crate) fn is_small_over(&self, small: u64, main: u64) -> bool {
        u128::from(small) << 32 > (u128::from(small) + u128::from(main)) * u128::from(self.0.0.small.get())
    }

    /// Whether a key that comes back after `age` deserves the main queue, whose oldest entry was looked at `oldest` ago.
    pub(crate) fn is_near(&self, age: u32, oldest: u32) -> bool {
        u64::from(age) << 32 <= u64::from(oldest) * u64::from(self.0.0.reach.get())
    }

    /// How often an entry of the small queue must have been used to come into the main one.
    pub(crate) fn uses_asked(&self, sequence: u64) -> u8 {
        let doubts = self.0.0.doubt.is_above_middle() && !sequence.is_multiple_of(SAMPLE);
        if doubts { 2 } else { 1 }
    }

    /// A key came back right after it had left a queue, which therefore was a little too small. `entries` are in the shard
    /// that says so.
    ///
    /// The small one grows only while it is of use to somebody: in a loop that is longer than the store each key comes back
    /// right after it left, however long the queue is.
    pub(crate) fn just_missed(&self, queue: Queue, entries: usize) {
        let Dials { small, credit, .. } = &self.0.0;
        let step = self.step(entries);
        match queue {
            Queue::Main => small.turn(-step),
            Queue::Small => {
                if let Some(less) = credit.load(Relaxed).checked_sub(1) {
                    credit.store(less, Relaxed);
                    small.turn(step);
                }
            }
        }
    }

    /// An entry that was used leaves the small queue for the main one.
    pub(crate) fn promoted(&self) {
        let credit = self.0.0.credit.load(Relaxed);
        if credit < CREDIT {
            self.0.0.credit.store(credit + 1, Relaxed);
        }
    }

    /// An entry of the main queue was looked at for the first time.
    pub(crate) fn tried(&self, trial: Trial, is_used: bool, entries: usize) {
        let step = self.step(entries);
        match (trial, is_used) {
            (Trial::None, _) => (),
            // Half of those who come back are to be used again.
            (Trial::CameBack, true) => self.0.0.reach.turn(2 * step),
            (Trial::CameBack, false) => self.0.0.reach.turn(-2 * step),
            // Of those used once a quarter will do: they are the usual ones.
            (Trial::UsedOnce, true) => self.0.0.doubt.turn(-3 * step),
            (Trial::UsedOnce, false) => self.0.0.doubt.turn(step),
        }
    }

    /// One entry of the store, as a part of the whole, as far as a shard can tell.
    const fn step(&self, entries: usize) -> i64 {
        let all = entries as u64 * self.0.0.shards;
        (WHOLE / if all == 0 { 1 } else { all }).cast_signed()
    }
}

const WHOLE: u64 = 1 << 32;

impl Dial {
    /// Begins at so many hundredths, and stays within others.
    const fn new(at: u64, least: u64, most: u64) -> Self {
        Self { at: AtomicU32::new(hundredths(at)), least: hundredths(least), most: hundredths(most) }
    }

    fn get(&self) -> u32 {
        self.at.load(Relaxed)
    }

    fn is_above_middle(&self) -> bool {
        self.get() > self.least.midpoint(self.most)
    }

    fn turn(&self, by: i64) {
        let to = i64::from(self.get()).saturating_add(by).clamp(i64::from(self.least), i64::from(self.most));
        self.at.store(u32::try_from(to).unwrap_or(self.most), Relaxed);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most the whole, less one")]
const fn hundredths(of: u64) -> u32 {
    ((WHOLE - 1) * of / 100) as u32
}
