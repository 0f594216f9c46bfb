//! Keeps a fence alive while its mutation runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use crate::clock::Instant;
use crate::observe::Operation;
use crate::store::Fence;
use crate::{Cache, tasks};

/// A task that renews a fence, where the store asks for it.
pub(super) struct Renewal {
    task: Option<AbortHandle>,
    gate: Arc<Gate>,
}

struct Gate {
    /// Held while a renewal is on its way: none may be sent after the fence was lowered. When the last confirmed call that
    /// raised or renewed it was sent: it stands for a ttl from then on.
    sending: Mutex<Instant>,
    /// An abort takes effect when the task waits, and it may be just about to send.
    ended: AtomicBool,
}

impl Renewal {
    /// Of a fence whose raising was sent at `sent`.
    pub(super) fn start(cache: &Cache, fence: &Fence, sent: Instant) -> Self {
        let gate = Arc::new(Gate { sending: Mutex::new(sent), ended: AtomicBool::new(false) });
        let task = fence.renew_every.and_then(|every| {
            let (cache, fence, gate) = (cache.clone(), fence.clone(), Arc::clone(&gate));
            tasks::spawn("renew", async move {
                loop {
                    cache.clock().sleep_until(cache.clock().now().after(every)).await;
                    let mut confirmed = gate.sending.lock().await;
                    if gate.ended.load(Relaxed) {
                        return;
                    }
                    let limit = cache.settings().invalidation_timeout;
                    // A lost renewal is as if it had not been sent: the earlier deadline stands, and the next one may come.
                    let sent = cache.clock().now();
                    if cache.timed(Operation::Renew, limit, cache.store().renew(&fence)).await.is_ok() {
                        *confirmed = sent;
                    }
                }
            })
        });
        Self { task, gate }
    }

    /// Ends it, and waits for a renewal that is on its way; when the last confirmed one was sent.
    pub(super) async fn end(&self) -> Instant {
        let confirmed = self.gate.sending.lock().await;
        self.abort();
        *confirmed
    }

    fn abort(&self) {
        self.gate.ended.store(true, Relaxed);
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        self.abort();
    }
}
