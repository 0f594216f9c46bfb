//! Background work: the only place that spawns.

use std::task::{Context, Waker};

use tokio::runtime::Handle;
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

/// The same, but `work` has run up to its first wait when this returns: what it sends without waiting is before all that
/// the caller sends afterwards.
pub(crate) fn begin(runtime: &Handle, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
    let mut work = Box::pin(work);
    let begun = {
        let _inside = runtime.enter();
        work.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    };
    if begun.is_pending() {
        drop(spawn(runtime, name, work));
    }
}
