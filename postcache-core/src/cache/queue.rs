//! Repeats invalidations until the store has confirmed them.

use std::sync::atomic::{AtomicBool, Ordering::AcqRel};
use std::sync::{Arc, Weak};

use super::{Cache, Shared};
use crate::clock::{Instant, Millis};
use crate::store::Cells;
use crate::{ErrorKind, ScopeKey, ScopedKey, tasks};

const FIRST_PAUSE: Millis = Millis::new(50);
const LONGEST_PAUSE: Millis = Millis::new(1_000);

/// Whether a task drains the queue.
#[derive(Debug, Default)]
pub(super) struct Draining(AtomicBool);

impl Cache {
    /// The outcome of an invalidation is unknown: it is repeated, and the scope is not used until it is confirmed.
    pub(crate) fn enqueue(&self, cells: Cells) {
        self.enqueue_for(cells, Instant::default());
    }

    /// The same, where a commit may still be on its way until `not_before`.
    pub(crate) fn enqueue_for(&self, cells: Cells, not_before: Instant) {
        self.quarantine().add(cells, not_before);
        self.start_draining();
    }

    /// A mutation begins without a fence: its scope is not used until its invalidations have landed.
    pub(crate) fn enter_quarantine(&self, scope: &ScopeKey) {
        self.uncovered();
        self.quarantine().enter(scope);
    }

    /// Such a mutation ended; a commit may still be on its way until `not_before`.
    pub(crate) fn leave_quarantine(&self, cells: Cells, not_before: Instant) {
        self.quarantine().leave(cells, not_before);
        self.start_draining();
    }

    /// Whether the scope of `key` must not be used. Who hears so begins what ends it: the runtime of the task that did may have
    /// ended.
    #[inline]
    pub(crate) fn quarantines(&self, key: &ScopedKey) -> bool {
        let holds = self.quarantine().holds(key);
        if holds {
            self.start_draining();
        }
        holds
    }

    fn start_draining(&self) {
        if let Some(turn) = Turn::take(&self.0) {
            drop(tasks::spawn("drain", drain(turn)));
        }
    }

    /// Sends what is due, for as long as an invalidation may take.
    pub(crate) async fn drain_now(&self) {
        let limit = self.settings().invalidation_timeout;
        let drained = self.clock().until(self.clock().now().after(limit), self.drain_once()).await;
        tracing::debug!(target: "postcache::invalidate", drained = drained == Some(true), "sent what was queued");
    }

    /// Sends what is due; whether nothing is left.
    pub(super) async fn drain_once(&self) -> bool {
        for due in self.quarantine().due(self.clock().now()) {
            match self.send_invalidation(&due.cells).await {
                Ok(()) => self.quarantine().confirmed(&due),
                // Refused for this scope alone, perhaps: the others go on. A store that does not answer costs its timeout.
                Err(error) if error.kind() != ErrorKind::TimedOut => {}
                Err(_) => return false,
            }
        }
        self.quarantine().len() == 0
    }
}

/// The one task's turn to drain. It ends in any way that the task does: its runtime may end before the queue is empty, and
/// before the task was polled at all.
struct Turn(Weak<Shared>);

impl Turn {
    /// `None`: another task has it.
    fn take(cache: &Arc<Shared>) -> Option<Self> {
        (!cache.draining.0.swap(true, AcqRel)).then(|| Self(Arc::downgrade(cache)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(shared) = self.0.upgrade() {
            // An exchange and not a store: whoever queued something and found the turn taken is seen by the next look.
            shared.draining.0.swap(false, AcqRel);
        }
    }
}

/// Ends with the queue, or with the cache.
async fn drain(mut turn: Turn) {
    let mut pause = FIRST_PAUSE;
    loop {
        let Some(shared) = turn.0.upgrade() else { return };
        let cache = Cache(shared);
        if cache.drain_once().await {
            drop(turn);
            // Something may have come between the last look and the end of the turn.
            if cache.quarantine().len() == 0 {
                return;
            }
            match Turn::take(&cache.0) {
                Some(again) => turn = again,
                None => return,
            }
        }
        let clock = cache.clock().clone();
        drop(cache);
        clock.sleep_until(clock.now().after(pause)).await;
        pause = Millis::new((pause.get() * 2).min(LONGEST_PAUSE.get()));
    }
}
