//! What a store worries about.

use crate::Status;

/// Why a store does not do as it should, for [`Cache::health`](crate::Cache::health).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Concern {
    /// How bad it is.
    pub status: Status,
    /// In words that name what to change; without a key, an id or a credential.
    pub reason: String,
}

impl Concern {
    /// It works, and somebody should look.
    #[must_use]
    pub fn degraded(reason: impl Into<String>) -> Self {
        Self { status: Status::Degraded, reason: reason.into() }
    }

    /// It does not help: requests go to the loaders.
    #[must_use]
    pub fn unhealthy(reason: impl Into<String>) -> Self {
        Self { status: Status::Unhealthy, reason: reason.into() }
    }
}
