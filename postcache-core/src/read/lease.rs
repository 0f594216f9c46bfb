//! A lease in the hands of a reader.

use std::sync::Arc;

use crate::store::{CacheStore, Lease};
use crate::{Instant, ScopedKey};

/// Gives the lease back, whatever happens to the load.
pub(super) struct HeldLease {
    store: Arc<dyn CacheStore>,
    lease: Option<Lease>,
    expires: Instant,
    /// There may be a value that this reader did not want.
    fresh: bool,
}

impl HeldLease {
    pub(super) fn new(store: Arc<dyn CacheStore>, lease: Lease, expires: Instant, fresh: bool) -> Self {
        Self { store, lease: Some(lease), expires, fresh }
    }

    /// A store may forget it from then on.
    pub(super) const fn expires(&self) -> Instant {
        self.expires
    }

    /// Whether what the loader returned ends an older value even if it is not stored.
    pub(super) const fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Of what entry it is.
    pub(super) fn key(&self) -> Option<&ScopedKey> {
        self.lease.as_ref().map(|lease| &lease.entry.key)
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
