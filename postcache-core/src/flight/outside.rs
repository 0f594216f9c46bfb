//! Loads that are not part of a flight.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Flights;

/// With the one of a flight, at most four loads of an entry run at a time: a loader that always fails must not be called by a
/// thousand waiters at once.
pub(super) const LIMIT: usize = 3;

/// A place among the loads outside a flight.
pub(crate) struct Outside {
    flights: Arc<Flights>,
    name: Option<Box<[u8]>>,
    places: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
}

impl Outside {
    pub(super) fn new(flights: Arc<Flights>, name: Box<[u8]>, places: Arc<Semaphore>) -> Self {
        Self { flights, name: Some(name), places, held: None }
    }

    /// Waits, in order, until there is a place. Dropping the future gives the turn to the next.
    pub(crate) async fn enter(&mut self) {
        // The semaphore is never closed; an error could only mean that, and then there is nothing to wait for.
        self.held = Arc::clone(&self.places).acquire_owned().await.ok();
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.held = None;
        if let Some(name) = self.name.take() {
            self.flights.leave_outside(name);
        }
    }
}
