//! What finished mutations acknowledged: no later read may be below it, whether it asks the cache or the database.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::journal::{Change, Row};

/// The newest acknowledged version of each row.
#[derive(Debug, Default)]
pub(super) struct Floor(Mutex<HashMap<Row, i64>>);

impl Floor {
    /// A mutation has returned, and left a row like this.
    pub(super) fn acknowledged(&self, change: Change) {
        let mut versions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = versions.entry(change.row).or_insert(0);
        *version = change.version.max(*version);
    }

    /// The version below which nobody may read the row from now on.
    pub(super) fn of(&self, row: Row) -> i64 {
        let versions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        versions.get(&row).copied().unwrap_or(0)
    }
}
