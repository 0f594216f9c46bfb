//! Background work: the only place that spawns.

use tokio::runtime::Handle;
use tokio::task::AbortHandle;

/// Runs `work` in the background, under a name that logs show. `None` outside a tokio runtime: the work was not started.
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub(crate) fn spawn(name: &'static str, work: impl Future<Output = ()> + Send + 'static) -> Option<AbortHandle> {
    let Ok(runtime) = Handle::try_current() else {
        tracing::warn!(target: "postcache::tasks", task = name, "no tokio runtime: background work was not started");
        return None;
    };
    tracing::trace!(target: "postcache::tasks", task = name, "started");
    Some(runtime.spawn(work).abort_handle())
}
