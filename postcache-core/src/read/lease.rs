//! A lease in the hands of a reader.

use std::sync::Arc;

use crate::store::{CacheStore, Lease};

/// Gives the lease back, whatever happens to the load.
pub(super) struct HeldLease {
    store: Arc<dyn CacheStore>,
    lease: Option<Lease>,
}

impl HeldLease {
    pub(super) fn new(store: Arc<dyn CacheStore>, lease: Lease) -> Self {
        Self { store, lease: Some(lease) }
    }

    /// For the fill, which ends it.
    pub(super) fn take(mut self) -> Option<Lease> {
        self.lease.take()
    }
}

impl Drop for HeldLease {
    fn drop(&mut self) {
        if let Some(lease) = self.lease.take() {
            self.store.release(lease);
        }
    }
}
