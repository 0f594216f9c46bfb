//! The times of a run: those of PostCache, so short that their ends come within seconds.

use std::time::Duration;

pub(crate) const FENCE_TTL: Duration = Duration::from_millis(1_500);
pub(crate) const COMMIT_TIMEOUT: Duration = Duration::from_millis(600);
pub(crate) const INVALIDATION_TIMEOUT: Duration = Duration::from_millis(400);
pub(crate) const STORE_TIMEOUT: Duration = Duration::from_millis(250);
pub(crate) const JOIN_TIMEOUT: Duration = Duration::from_secs(1);
pub(crate) const VALUE_TTL: Duration = Duration::from_secs(30);
/// Of some loads; their lease lives for a second more.
pub(crate) const LOAD_LIMIT: Duration = Duration::from_millis(200);
/// No call of PostCache, load and commit included, can take so long.
pub(crate) const HUNG_MS: u64 = 12_000;

/// Of a process whose server is there.
pub(crate) const SHUTDOWN: Duration = Duration::from_secs(10);

/// A commit whose writer has ended comes within this time or never: half of the commit timeout, for a busy machine.
pub(crate) const LAST_COMMIT_MS: u64 = 300;

pub(crate) fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}
