//! Background work: the only place that spawns.

use std::task::{Context, Waker};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Runs `work` in the background, on the runtime that the store was connected in, under a name that logs show.
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub(crate) fn spawn(
    runtime: &Handle,
    name: &'static str,
    work: impl Future<Output = ()> + Send + 'static,
) -> AbortHandle {
    tracing::trace!(target: "postcache::tasks", task = name, "started");
    runtime.spawn(work).abort_handle()
}

/// What a store does after its caller has gone on.
#[derive(Debug)]
pub(crate) struct Background {
    runtime: Handle,
    /// How many of its calls have not ended.
    under_way: watch::Sender<usize>,
}

impl Background {
    pub(crate) fn on(runtime: Handle) -> Self {
        Self { runtime, under_way: watch::channel(0).0 }
    }

    /// Runs what ends with the store, and need not be waited for.
    pub(crate) fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        drop(spawn(&self.runtime, name, work));
    }

    /// Runs `work`, which has got as far as its first wait when this returns: what it sends without waiting is before all that
    /// the caller sends afterwards.
    pub(crate) fn begin(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        let counted = Counted::one(self.under_way.clone());
        let mut work = Box::pin(async move {
            work.await;
            drop(counted);
        });
        let begun = {
            let _inside = self.runtime.enter();
            work.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        };
        if begun.is_pending() {
            self.spawn(name, work);
        }
    }

    /// Waits until none is under way.
    pub(crate) async fn done(&self) {
        let mut under_way = self.under_way.subscribe();
        // Its sender lives as long as this value.
        drop(under_way.wait_for(|count| *count == 0).await);
    }
}

/// One that is under way, however it ends.
struct Counted(watch::Sender<usize>);

impl Counted {
    fn one(count: watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
