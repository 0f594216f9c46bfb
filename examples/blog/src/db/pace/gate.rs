//! Holds one statement, after the database has answered it, until a test lets it go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tokio::sync::Semaphore;

/// Open until it is closed; then the next statement waits, and those behind it pass. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Gate(Arc<State>);

#[derive(Debug)]
struct State {
    is_closed: AtomicBool,
    arrived: Semaphore,
    left: Semaphore,
    opened: Semaphore,
}

/// Counts a statement that leaves, also one whose request has gone away.
struct Leaving<'g>(&'g Semaphore);

impl Gate {
    pub(crate) fn new() -> Self {
        let never = || Semaphore::new(0);
        Self(Arc::new(State { is_closed: AtomicBool::new(false), arrived: never(), left: never(), opened: never() }))
    }

    /// The next statement will wait.
    pub(crate) fn close(&self) {
        self.0.is_closed.store(true, SeqCst);
    }

    /// Waits until a statement waits.
    pub(crate) async fn arrival(&self) {
        self.0.arrived.acquire().await.unwrap().forget();
    }

    /// Lets the statement go on that waits.
    pub(crate) fn open(&self) {
        self.0.opened.add_permits(1);
    }

    /// Waits until the statement that waited has gone on, or was dropped.
    pub(crate) async fn departure(&self) {
        self.0.left.acquire().await.unwrap().forget();
    }

    pub(super) async fn pass(&self) {
        if self.0.is_closed.swap(false, SeqCst) {
            let _leaving = Leaving(&self.0.left);
            self.0.arrived.add_permits(1);
            self.0.opened.acquire().await.unwrap().forget();
        }
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}
