//! Keeps a fence alive while its mutation runs.

use std::sync::Arc;

use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use crate::observe::Operation;
use crate::store::Fence;
use crate::{Cache, tasks};

/// A task that renews a fence, where the store asks for it.
pub(super) struct Renewal {
    task: Option<AbortHandle>,
    /// Held while a renewal is on its way: none may be sent after the fence was lowered.
    sending: Arc<Mutex<()>>,
}

impl Renewal {
    pub(super) fn start(cache: &Cache, fence: &Fence) -> Self {
        let sending = Arc::new(Mutex::new(()));
        let task = fence.renew_every.and_then(|every| {
            let (cache, fence, sending) = (cache.clone(), fence.clone(), Arc::clone(&sending));
            tasks::spawn("renew", async move {
                loop {
                    cache.clock().sleep_until(cache.clock().now().after(every)).await;
                    let _alone = sending.lock().await;
                    let limit = cache.settings().invalidation_timeout;
                    // A lost renewal is as if it had not been sent: the earlier deadline stands, and the next one may come.
                    drop(cache.timed(Operation::Renew, limit, cache.store().renew(&fence)).await);
                }
            })
        });
        Self { task, sending }
    }

    /// Ends it, and waits for a renewal that is on its way.
    pub(super) async fn end(&self) {
        let _alone = self.sending.lock().await;
        self.abort();
    }

    fn abort(&self) {
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
