//! A lock whose readers write nothing that other processors write, as long as there are only readers.
//!
//! A lock that readers share is a word that each of them writes twice, and that travels between their processors. Here, what
//! several threads read and nobody writes is lent: each lane gets a pointer to it, under a lock of its own, and a reader takes
//! the lock of his thread's lane alone. The next writer empties the lanes, one after the other, before he writes. So a reader
//! in a lane and a writer never meet, and who finds nothing in his lane finds it at home.

mod here;
#[cfg(all(test, postcache_shuttle))]
mod schedules;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use crate::padded::Padded;
use crate::sync::RwLock;
use here::here;

/// So often since the last write a reader must have come after one of another thread. More would leave at home what is written
/// now and then, fewer would lend what is taken back at once.
const MEETINGS: u32 = if cfg!(postcache_shuttle) { 1 } else { 16 };

pub(crate) struct ShardLock<T> {
    home: RwLock<Home<T>>,
    /// Whether there may be something in the lanes. Only their locks decide.
    is_lent: AtomicBool,
    /// The thread that read at home last.
    last: AtomicU32,
    /// As many at least as there were; of racing ones some are not counted.
    meetings: AtomicU32,
    /// Made with the first loan.
    lanes: OnceLock<Box<[Lane<T>]>>,
}

type Lane<T> = Padded<RwLock<Option<Arc<T>>>>;

struct Home<T> {
    /// Empty while it is lent.
    own: T,
    lent: Option<Arc<T>>,
}

impl<T: Default> ShardLock<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            home: RwLock::new(Home { own: value, lent: None }),
            is_lent: AtomicBool::new(false),
            last: AtomicU32::new(0),
            meetings: AtomicU32::new(0),
            lanes: OnceLock::new(),
        }
    }

    #[inline]
    pub(crate) fn read<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        let here = here();
        let mut is_wanted = false;
        let answer = {
            // Not held while `home` is waited for, whose writer waits for the lanes.
            let lane = self.lane(here).map(|lane| lane.0.read()).filter(|lane| lane.is_some());
            let home;
            let value = if let Some(lent) = lane.as_ref().and_then(|lane| lane.as_ref()) {
                &**lent
            } else {
                home = self.home.read();
                is_wanted = self.meet(here);
                home.get()
            };
            look(value)
        };
        if is_wanted {
            self.lend();
        }
        answer
    }

    #[inline]
    pub(crate) fn write<R>(&self, act: impl FnOnce(&mut T) -> R) -> R {
        let mut home = self.home.write();
        if self.meetings.load(Relaxed) > 0 {
            self.meetings.store(0, Relaxed);
        }
        if let Some(lent) = home.lent.take() {
            home.own = self.take_back(lent);
        }
        act(&mut home.own)
    }

    #[inline]
    fn lane(&self, here: u32) -> Option<&Lane<T>> {
        if !self.is_lent.load(Relaxed) {
            return None;
        }
        let lanes = self.lanes.get()?;
        lanes.get(here as usize & (lanes.len() - 1))
    }

    /// A thread reads at home. True: the value is read by several, often enough to be lent.
    #[inline]
    fn meet(&self, here: u32) -> bool {
        if self.last.load(Relaxed) == here {
            return false;
        }
        self.last.store(here, Relaxed);
        let meetings = self.meetings.load(Relaxed) + 1;
        self.meetings.store(meetings, Relaxed);
        meetings >= MEETINGS
    }

    #[cold]
    fn lend(&self) {
        let mut home = self.home.write();
        // A writer may have come in between.
        let is_wanted = self.meetings.load(Relaxed) >= MEETINGS;
        if is_wanted && home.lent.is_none() {
            let value = Arc::new(std::mem::take(&mut home.own));
            for lane in self.lanes.get_or_init(lanes) {
                *lane.0.write() = Some(Arc::clone(&value));
            }
            home.lent = Some(value);
            self.is_lent.store(true, Relaxed);
        }
    }

    #[cold]
    fn take_back(&self, lent: Arc<T>) -> T {
        self.is_lent.store(false, Relaxed);
        for lane in self.lanes.get().into_iter().flatten() {
            *lane.0.write() = None;
        }
        let Some(value) = Arc::into_inner(lent) else { unreachable!("each lane was emptied under its lock") };
        value
    }
}

impl<T> Home<T> {
    #[inline]
    fn get(&self) -> &T {
        match &self.lent {
            None => &self.own,
            Some(lent) => beside_the_lanes(lent),
        }
    }
}

/// Told apart so that other readers wait for no pointer.
#[cold]
fn beside_the_lanes<T>(lent: &Arc<T>) -> &T {
    lent
}

/// A power of two.
fn lanes<T>() -> Box<[Lane<T>]> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let lanes = (2 * processors).next_power_of_two().min(16);
    (0..lanes).map(|_| Padded(RwLock::new(None))).collect()
}
