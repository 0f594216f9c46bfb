//! The reader that loads.

use std::sync::Arc;

use tokio::sync::watch;

use super::{Flights, Phase};
use crate::store::Kept;

/// The guard of a flight. Dropped in any way (done, error, cancelled, panicked), it removes the flight and wakes whoever
/// waits; the first of them leads the next.
pub(crate) struct Lead {
    flights: Arc<Flights>,
    name: Option<Box<[u8]>>,
    phase: watch::Sender<Phase>,
}

impl Lead {
    pub(super) fn new(flights: Arc<Flights>, name: Box<[u8]>, phase: watch::Sender<Phase>) -> Self {
        Self { flights, name: Some(name), phase }
    }

    /// The loader is about to be called.
    pub(crate) fn loading(&self) {
        self.enter(Phase::Loading);
    }

    /// The fill is about to be sent. Readers that registered before the load began need not wait for its answer.
    pub(crate) fn filling(&self, value: Kept) {
        self.enter(Phase::Filling(value));
    }

    /// Ends the flight with a loaded value.
    pub(crate) fn loaded(self, value: Kept, stored: bool) {
        self.enter(Phase::Loaded { value, stored });
    }

    /// Ends the flight: the lease found a value, which every reader has to look up for itself.
    pub(crate) fn found(self) {
        self.enter(Phase::Found);
    }

    fn enter(&self, phase: Phase) {
        let Some(name) = &self.name else { return };
        // What was before is dropped outside the lock.
        let mut exchanged = phase;
        self.flights.ordered(name, || {
            // One receiver is the table's. Where there is no other, nobody has to be woken, which would cost more than the
            // change; who comes later begins with what he finds.
            let is_followed = self.phase.receiver_count() > 1;
            self.phase.send_if_modified(|phase| {
                std::mem::swap(phase, &mut exchanged);
                is_followed
            });
        });
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        // Out of the table first, then (with the sender, after this) the waiters wake: they must not find it again.
        if let Some(name) = self.name.take() {
            self.flights.land(name);
        }
    }
}
