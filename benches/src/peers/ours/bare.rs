//! The store alone, below the engine: no flight, no telemetry, entries encoded by the caller.

use std::sync::Arc;

use postcache::store::{Filled, LeaseTerms, Leased, Lookup, OwnedEntry, Payload, Reply, Want};
use postcache::{Cache, CacheStore, MemoryStore, Millis, Region};

use super::{Setup, store_of, whose};
use crate::peers::{AwaitedPeer, at_once};
use crate::post::{Post, mark};

pub(crate) struct BareStore {
    pub(crate) store: MemoryStore,
    region: Region<i64, Post>,
}

impl BareStore {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let store = store_of(setup);
        let region = Cache::new(store.clone()).region("post").build().expect("a first region");
        let peer = Self { store, region };
        setup.fill_awaited(&peer);
        peer
    }

    #[inline]
    pub(crate) fn entry(&self, user: i64, id: i64) -> OwnedEntry {
        self.region.entry(&whose(user), &id).expect("a short key")
    }

    #[inline]
    pub(crate) fn look(&self, entry: &OwnedEntry) -> u64 {
        match self.store.get(entry.as_entry()) {
            Reply::Ready(Ok(Lookup::Hit(object))) => object.downcast::<Post>().map_or(0, |post| mark(&post)),
            _ => 0,
        }
    }

    /// Takes a lease, which asks for the entry and fixes its stamps.
    #[inline]
    pub(crate) async fn lease(&self, entry: &OwnedEntry, want: Want) -> Leased {
        let terms = LeaseTerms::new(want, Millis::new(10_000));
        self.store.lease(entry.as_entry(), terms).await.expect("memory is always reached")
    }
}

#[inline]
pub(crate) fn payload(post: Arc<Post>) -> Payload {
    Payload::new(Some(post), Millis::new(3_600_000))
}

impl AwaitedPeer for BareStore {
    #[inline]
    async fn read(&self, user: i64, id: i64) -> u64 {
        self.look(&self.entry(user, id))
    }

    /// Lease and fill: an entry is stored in no other way.
    #[inline]
    async fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        let entry = self.entry(user, id);
        let Leased::Granted(lease) = self.lease(&entry, Want::Fresh).await else { unreachable!("nobody else is here") };
        let filled = self.store.fill(lease, payload(post)).await;
        // A second thread may have filled it since the lease, with the same post.
        assert!(matches!(filled, Ok(Filled::Stored | Filled::Superseded)));
    }

    #[inline]
    async fn remove(&self, user: i64, id: i64) {
        let entry = self.entry(user, id);
        let mut cells = postcache::store::Cells::of(entry.key.to_scope_key());
        cells.entries.push(entry);
        self.store.invalidate(cells).await.expect("memory is always reached");
    }

    #[inline]
    async fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        let entry = self.entry(user, id);
        let found = self.look(&entry);
        if found != 0 {
            return found;
        }
        let leased = self.lease(&entry, Want::Any).await;
        let loaded = load();
        if let Leased::Granted(lease) = leased {
            let filled = self.store.fill(lease, payload(Arc::clone(&loaded))).await;
            assert!(matches!(filled, Ok(Filled::Stored)));
        }
        mark(&loaded)
    }
}

/// Leases of entries, taken before they are needed.
pub(crate) fn leases(peer: &BareStore, names: impl Iterator<Item = (i64, i64)>) -> Vec<postcache::store::Lease> {
    let lease = |(user, id)| match at_once(peer.lease(&peer.entry(user, id), Want::Fresh)) {
        Leased::Granted(lease) => lease,
        _ => unreachable!("nobody else is here"),
    };
    names.map(lease).collect()
}
