//! Tasks and waiting: this program is the runtime of its own, and the cache under test is not asked for either.

use std::time::Duration;

use tokio::task::JoinHandle;

#[expect(clippy::disallowed_methods, reason = "a task of the checker's own")]
pub(crate) fn spawn<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    tokio::spawn(work)
}

#[expect(clippy::disallowed_methods, reason = "chance decides how long")]
pub(crate) async fn sleep_ms(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

/// `None`: it took longer.
#[expect(clippy::disallowed_methods, reason = "a call that hangs is a finding")]
pub(crate) async fn within_ms<T>(millis: u64, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(Duration::from_millis(millis), work).await.ok()
}
