//! Lookups of many callers in one command: each waits for its own cells in the one reply.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Poll, Waker};

use bytes::Bytes;
use hashbrown::HashTable;
use postcache_core::Instant;

use super::frame::Places as InReply;
use crate::link::Failure;
use crate::names::{Cell, Slot};

/// One command that has been sent, or is about to be.
#[derive(Debug, Default)]
pub(super) struct Joined {
    outcome: OnceLock<Result<Reply, Failure>>,
    callers: Mutex<Callers>,
}

#[derive(Debug, Default)]
struct Callers {
    /// By their number; absent are those that went away, and those that were woken.
    wakers: Vec<Option<Waker>>,
    waiting: usize,
}

/// A reply, and where its strings are.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) bytes: Bytes,
    pub(super) places: InReply,
}

impl Joined {
    fn join(&self, waker: &Waker) -> usize {
        let mut callers = self.callers();
        callers.waiting += 1;
        callers.wakers.push(Some(waker.clone()));
        callers.wakers.len() - 1
    }

    /// Whether nobody waits for it any more.
    pub(super) fn is_abandoned(&self) -> bool {
        self.callers().waiting == 0
    }

    /// Tells all who wait, and how many ever did; only the first outcome counts.
    pub(super) fn ends(&self, outcome: Result<Reply, Failure>) -> usize {
        // Set before the wakers are taken: whoever comes later finds it.
        if self.outcome.set(outcome).is_err() {
            return 0;
        }
        let wakers = std::mem::take(&mut self.callers().wakers);
        let callers = wakers.len();
        wakers.into_iter().flatten().for_each(Waker::wake);
        callers
    }

    fn callers(&self) -> MutexGuard<'_, Callers> {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A command that others may still join.
pub(super) struct Open {
    pub(super) joined: Arc<Joined>,
    /// None joins another slot's, or one that asks a node about a slot that it does not have yet.
    slot: Option<Slot>,
    pub(super) asking: bool,
    /// When the first of them came.
    pub(super) since: Instant,
    pub(super) cells: Vec<Cell>,
    places: HashTable<u32>,
}

impl Open {
    /// With room for `usual` cells.
    pub(super) fn new(slot: Option<Slot>, asking: bool, since: Instant, usual: usize) -> Self {
        let (cells, places) = (Vec::with_capacity(usual), HashTable::with_capacity(usual));
        Self { joined: Arc::default(), slot, asking, since, cells, places }
    }

    pub(super) fn has_room(&self, slot: Option<Slot>, asking: bool, cells: usize, most: usize) -> bool {
        self.slot == slot && !self.asking && !asking && self.cells.len() + cells <= most
    }

    /// A cell that several depend on is asked for once.
    pub(super) fn join(&mut self, cells: &[Cell], waker: &Waker) -> Waiting {
        let mut places = Places::default();
        for cell in cells {
            let next = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            let known = |place: &u32| self.cells.get(*place as usize);
            let hash = |place: &u32| known(place).map_or(0, Cell::head);
            let entry = self.places.entry(cell.head(), |place| known(place) == Some(cell), hash);
            let place = *entry.or_insert(next).get();
            if place == next {
                self.cells.push(*cell);
            }
            places.push(place);
        }
        Waiting { number: self.joined.join(waker), joined: Arc::clone(&self.joined), places, is_over: false }
    }
}

/// Where the cells of one lookup are in the reply.
#[derive(Debug, Default)]
struct Places {
    first: [u32; 4],
    rest: Vec<u32>,
    count: usize,
}

impl Places {
    fn push(&mut self, place: u32) {
        match self.first.get_mut(self.count) {
            Some(first) => *first = place,
            None => self.rest.push(place),
        }
        self.count += 1;
    }

    fn get(&self, at: usize) -> Option<usize> {
        let place = if at < self.first.len() { self.first.get(at) } else { self.rest.get(at - self.first.len()) };
        place.filter(|_| at < self.count).and_then(|place| usize::try_from(*place).ok())
    }
}

/// A caller's part in a command.
#[derive(Debug)]
pub(super) struct Waiting {
    joined: Arc<Joined>,
    number: usize,
    places: Places,
    is_over: bool,
}

impl Waiting {
    /// The cells, as soon as the reply is there.
    pub(super) fn poll(&mut self, waker: &Waker) -> Poll<Result<(), Failure>> {
        if self.joined.outcome.get().is_none() && self.is_registered(waker) {
            return Poll::Pending;
        }
        self.is_over = true;
        match self.joined.outcome.get() {
            Some(Ok(_)) => Poll::Ready(Ok(())),
            Some(Err(failure)) => Poll::Ready(Err(failure.clone())),
            None => Poll::Ready(Err(Failure::Lost)),
        }
    }

    /// Whether `waker` will be woken; if not, the outcome is there.
    fn is_registered(&self, waker: &Waker) -> bool {
        let _old = {
            let mut callers = self.joined.callers();
            match callers.wakers.get_mut(self.number) {
                _ if self.joined.outcome.get().is_some() => return false,
                None => return false,
                Some(Some(known)) if known.will_wake(waker) => return true,
                // Dropped behind the lock: it may be all that is left of a task.
                Some(place) => place.replace(waker.clone()),
            }
        };
        true
    }

    fn bytes(&self, at: usize) -> Option<&[u8]> {
        let Some(Ok(reply)) = self.joined.outcome.get() else { return None };
        let place = reply.places.get(self.places.get(at)?)?.clone()?;
        reply.bytes.get(place)
    }
}

impl Drop for Waiting {
    /// Nobody else's answer changes its place.
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        // Dropped behind the lock, as above.
        let _old = {
            let mut callers = self.joined.callers();
            callers.waiting -= 1;
            callers.wakers.get_mut(self.number).and_then(Option::take)
        };
    }
}

/// The cells of one lookup.
pub(crate) struct Cells(pub(super) Waiting);

impl Cells {
    /// The bytes of the cell at a place of the question, if there are any.
    pub(crate) fn bytes(&self, at: usize) -> Option<&[u8]> {
        self.0.bytes(at)
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cells(..)")
    }
}
