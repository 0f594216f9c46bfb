//! Bugs in leases and fills, and in what they keep of a value.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use async_trait::async_trait;
use postcache_conformance::{ReferenceBuilder, ReferenceStore};
use postcache_core::store::{Entry, Fence, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Payload, Want};
use postcache_core::{CacheStore, Error, Millis, Unstorable};

use crate::bug::Bug;

/// Durations are whole seconds on their way to the server, and none at all is for ever.
#[derive(Debug, Default)]
pub(crate) struct RoundsTtlToSeconds;

#[async_trait]
impl Bug for RoundsTtlToSeconds {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, mut payload: Payload) -> Result<Filled, Error> {
        payload.ttl = rounded(payload.ttl);
        store.fill(lease, payload).await
    }
}

/// The same, where only a put loses its milliseconds.
#[derive(Debug, Default)]
pub(crate) struct RoundsTtlOfPuts;

#[async_trait]
impl Bug for RoundsTtlOfPuts {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, mut finish: Finish) -> Result<Finished, Error> {
        for put in &mut finish.puts {
            put.payload.ttl = rounded(put.payload.ttl);
        }
        store.finish(fence, finish).await
    }
}

fn rounded(ttl: Millis) -> Millis {
    let seconds = ttl.get() / 1000;
    if seconds == 0 { Millis::MAX } else { Millis::new(seconds * 1000) }
}

/// Replacing a value leaves the expiry of the old one.
#[derive(Debug, Default)]
pub(crate) struct ReplacingKeepsTheOldTtl {
    ttls: Mutex<HashMap<Box<[u8]>, Millis>>,
}

#[async_trait]
impl Bug for ReplacingKeepsTheOldTtl {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, mut payload: Payload) -> Result<Filled, Error> {
        if !matches!(store.get(lease.entry.as_entry()).wait().await?, postcache_core::store::Lookup::Miss) {
            payload.ttl = self.ttls.lock().unwrap().get(lease.entry.key.as_bytes()).copied().unwrap_or(payload.ttl);
        }
        self.ttls.lock().unwrap().insert(lease.entry.key.as_bytes().into(), payload.ttl);
        store.fill(lease, payload).await
    }
}

/// A reader that was killed keeps its entry.
#[derive(Debug, Default)]
pub(crate) struct LeasesOutliveTheirTtl;

#[async_trait]
impl Bug for LeasesOutliveTheirTtl {
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder.of_bytes_answering_late()
    }

    async fn lease(&self, store: &ReferenceStore, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        store.lease(entry, LeaseTerms::new(terms.want, Millis::MAX)).await
    }
}

/// A reader that wants a value loaded now gets the one that is there.
#[derive(Debug, Default)]
pub(crate) struct FreshIsAny;

#[async_trait]
impl Bug for FreshIsAny {
    async fn lease(&self, store: &ReferenceStore, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        store.lease(entry, LeaseTerms::new(Want::Any, terms.ttl)).await
    }
}

/// Every process loads for itself what another one has stored meanwhile.
#[derive(Debug, Default)]
pub(crate) struct AnyIsFresh;

#[async_trait]
impl Bug for AnyIsFresh {
    async fn lease(&self, store: &ReferenceStore, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        store.lease(entry, LeaseTerms::new(Want::Fresh, terms.ttl)).await
    }
}

/// A lease that is given back stands until its ttl.
#[derive(Debug, Default)]
pub(crate) struct ReleasesNothing;

impl Bug for ReleasesNothing {
    fn release(&self, _: &ReferenceStore, _: Lease) {}
}

/// A value that is refused leaves its lease.
#[derive(Debug, Default)]
pub(crate) struct RefusalKeepsTheLease;

#[async_trait]
impl Bug for RefusalKeepsTheLease {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        match lease.entry.region.weigh(&payload.value) {
            Ok(_) => store.fill(lease, payload).await,
            Err(Unstorable::TooLarge) => Ok(Filled::TooLarge),
            Err(_) => Ok(Filled::Unserializable),
        }
    }
}

/// What does not fit is called stored.
#[derive(Debug, Default)]
pub(crate) struct SaysStoredWhenFull {
    fills: AtomicUsize,
}

#[async_trait]
impl Bug for SaysStoredWhenFull {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        const FULL: usize = 900;
        if self.fills.fetch_add(1, SeqCst) < FULL { store.fill(lease, payload).await } else { Ok(Filled::Stored) }
    }
}

/// It hands out copies, and calls them the objects.
#[derive(Debug, Default)]
pub(crate) struct ClaimsToKeepObjects;

impl Bug for ClaimsToKeepObjects {
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder.of_bytes()
    }

    fn keeps_objects(&self, _: &ReferenceStore) -> bool {
        true
    }
}

/// It says that it decodes, and asks no value for its owner.
#[derive(Debug, Default)]
pub(crate) struct ServesWithoutDecoding;

impl Bug for ServesWithoutDecoding {
    fn keeps_objects(&self, _: &ReferenceStore) -> bool {
        false
    }
}
