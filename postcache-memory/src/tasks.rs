//! Background work: the only place that spawns.

use tokio::runtime::Handle;

/// Runs `work` in the background of the current runtime. Outside a runtime it is dropped instead.
#[expect(clippy::disallowed_methods, reason = "this is the place")]
pub(crate) fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        drop(runtime.spawn(work));
    }
}
