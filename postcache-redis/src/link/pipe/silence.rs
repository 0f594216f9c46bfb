//! Whether a server that is connected answers at all: one that was stopped, or behind a network that swallows, keeps its
//! connection, and every caller would wait as long as it may.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(super) struct Silence {
    answers: AtomicU64,
    lasts: AtomicBool,
    doubted: Notify,
}

impl Silence {
    /// How many calls have been answered.
    pub(super) fn answers(&self) -> u64 {
        self.answers.load(Relaxed)
    }

    /// A call that was sent after `before` answers was given up.
    pub(super) fn is_met(&self, before: u64) {
        if self.answers() == before && !self.lasts.swap(true, Relaxed) {
            self.doubted.notify_one();
        }
    }

    pub(super) fn ends(&self) {
        self.answers.fetch_add(1, Relaxed);
        if self.lasts() {
            self.lasts.store(false, Relaxed);
        }
    }

    pub(super) fn lasts(&self) -> bool {
        self.lasts.load(Relaxed)
    }

    /// Waits until a silence is met: the server is asked whether it is there.
    pub(super) async fn doubted(&self) {
        self.doubted.notified().await;
    }
}
