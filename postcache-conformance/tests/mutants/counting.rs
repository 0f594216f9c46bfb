//! Bugs in limits and counts.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use async_trait::async_trait;
use postcache_conformance::ReferenceStore;
use postcache_core::store::{Entry, Filled, Lease, OwnedEntry, Payload, StoreStats};
use postcache_core::{CacheStore, Error, ScopeKey};

use crate::bug::Bug;

/// Full is full, and whoever came first goes first.
#[derive(Debug, Default)]
pub(crate) struct EvictsTheOthers {
    fills: AtomicUsize,
    scopes: Mutex<Vec<ScopeKey>>,
}

#[async_trait]
impl Bug for EvictsTheOthers {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        const FULL: usize = 900;
        let scope = lease.entry.key.to_scope_key();
        if self.fills.fetch_add(1, SeqCst) > FULL {
            let other = self.scopes.lock().unwrap().iter().position(|other| *other != scope);
            if let Some(other) = other {
                let other = self.scopes.lock().unwrap().remove(other);
                store.clear_scope(&other).await?;
            }
        }
        self.scopes.lock().unwrap().push(scope);
        store.fill(lease, payload).await
    }
}

/// It names a limit, and does not keep it.
#[derive(Debug, Default)]
pub(crate) struct ExceedsItsLimit;

impl Bug for ExceedsItsLimit {
    fn stats(&self, store: &ReferenceStore) -> StoreStats {
        let mut stats = store.stats();
        stats.max_entries = Some(10);
        stats
    }
}

/// What nobody can read is resident, and counted as if somebody could.
#[derive(Debug, Default)]
pub(crate) struct CountsDeadAsAlive;

#[async_trait]
impl Bug for CountsDeadAsAlive {
    async fn run_pending(&self, _: &ReferenceStore) {}

    fn stats(&self, store: &ReferenceStore) -> StoreStats {
        let mut stats = store.stats();
        stats.dead = 0;
        stats
    }
}

/// Something stays of every scope that was ever named.
#[derive(Debug, Default)]
pub(crate) struct ForgetsNoScope {
    scopes: Mutex<BTreeSet<Box<[u8]>>>,
}

impl Bug for ForgetsNoScope {
    fn entry(&self, entry: Entry<'_>) -> OwnedEntry {
        self.scopes.lock().unwrap().insert(entry.key.scope().into());
        entry.owned()
    }

    fn stats(&self, store: &ReferenceStore) -> StoreStats {
        let mut stats = store.stats();
        stats.scopes = self.scopes.lock().unwrap().len() as u64;
        stats
    }
}

/// A mutation of unknown outcome is still under way.
#[derive(Debug, Default)]
pub(crate) struct CountsHoldsAsFences;

impl Bug for CountsHoldsAsFences {
    fn stats(&self, store: &ReferenceStore) -> StoreStats {
        let mut stats = store.stats();
        stats.fences += std::mem::take(&mut stats.holds);
        stats
    }
}

/// A region is told twice of what came in, and once of what left.
#[derive(Debug, Default)]
pub(crate) struct CountsInsertsTwice;

#[async_trait]
impl Bug for CountsInsertsTwice {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        lease.entry.region.inserted(1);
        store.fill(lease, payload).await
    }
}
