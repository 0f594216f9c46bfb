//! What a store remembers of a lease and of a fence.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::AcqRel, Ordering::Acquire, Ordering::Release};

use postcache_core::store::{Fence, Ticket};
use postcache_core::{Millis, Stopwatch};

use crate::fences::Standing;
use crate::ids::Id;
use crate::link::Incarnation;
use crate::names::{EntryNames, Name, Slot};

/// The right to fill an entry.
#[derive(Debug)]
pub(crate) struct LeaseTicket {
    pub(crate) names: EntryNames,
    /// What must be in the entry's cell when it is filled.
    pub(crate) expected: Expected,
    pub(crate) incarnation: Incarnation,
    pub(crate) taken: Stopwatch,
    pub(crate) ttl: Millis,
}

/// What must be in the entry's cell when it is filled.
#[derive(Debug)]
pub(crate) enum Expected {
    /// The whole lease.
    Lease(Vec<u8>),
    /// The header of the value that was there before the load, and stays until it is replaced.
    Value(Vec<u8>),
}

/// A fence over m and the cells of a mutation.
#[derive(Debug)]
pub(crate) struct FenceTicket {
    pub(crate) id: Id,
    /// When the first `begin` put it into m; 0 if others were there.
    since: AtomicU64,
    /// Of the server that confirmed that `begin`.
    pub(crate) incarnation: Incarnation,
    pub(crate) slot: Slot,
    /// m first.
    pub(crate) keys: Vec<Name>,
    pub(crate) ttl: Millis,
    pub(crate) standing: Standing,
    /// Held while a renewal is on its way.
    pub(crate) renewing: tokio::sync::Mutex<()>,
    over: AtomicBool,
}

impl FenceTicket {
    pub(crate) fn new(
        id: Id,
        since: u64,
        incarnation: Incarnation,
        slot: Slot,
        keys: Vec<Name>,
        ttl: Millis,
        standing: Standing,
    ) -> Self {
        let (renewing, over) = Default::default();
        Self { id, since: AtomicU64::new(since), incarnation, slot, keys, ttl, standing, renewing, over }
    }

    pub(crate) fn of(fence: &Fence) -> Option<Arc<Self>> {
        match &fence.ticket {
            Ticket::Own(own) => Arc::clone(own).downcast().ok(),
            Ticket::Word(_) => None,
        }
    }

    pub(crate) fn since(&self) -> u64 {
        self.since.load(Acquire)
    }

    /// A fence that was lost comes back with another `since`: only the first one counts.
    pub(crate) fn renewed(&self, since: u64) {
        if postcache_core::mutants::on("M23") {
            self.since.store(since, Release);
        }
    }

    /// No renewal may be sent any more.
    pub(crate) fn lapses(&self) {
        self.over.store(true, Release);
        self.standing.ended();
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Acquire)
    }

    /// Whether this call ends it.
    pub(crate) fn ends(&self) -> bool {
        self.standing.ended();
        !self.over.swap(true, AcqRel)
    }
}
