//! Bugs in lookups and batches.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use postcache_conformance::ReferenceStore;
use postcache_core::store::{Entry, Filled, Kept, Lease, LeaseTerms, Leased, Lookup, Payload, Reply, Want};
use postcache_core::{CacheStore, Error, ErrorKind};

use crate::bug::Bug;
use crate::dropping::now;

/// "There is none" is taken for "I know none".
#[derive(Debug, Default)]
pub(crate) struct NegativeIsAMiss;

#[async_trait]
impl Bug for NegativeIsAMiss {
    fn get<'s>(&'s self, store: &'s ReferenceStore, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        let lookup = now(store.get(entry).wait());
        Reply::Ready(lookup.map(positive))
    }

    fn get_many<'s>(
        &'s self,
        store: &'s ReferenceStore,
        entries: &[Entry<'_>],
    ) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let lookups = now(store.get_many(entries).wait());
        Reply::Ready(lookups.map(|lookups| lookups.into_iter().map(positive).collect()))
    }

    async fn lease(&self, store: &ReferenceStore, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        match store.lease(entry, terms).await? {
            Leased::Hit(None) => store.lease(entry, LeaseTerms::new(Want::Fresh, terms.ttl)).await,
            leased => Ok(leased),
        }
    }
}

fn positive(lookup: Lookup) -> Lookup {
    if matches!(lookup, Lookup::Negative) { Lookup::Miss } else { lookup }
}

/// The answers of a batch come in the order of the store's own map.
#[derive(Debug, Default)]
pub(crate) struct BatchInMapOrder;

impl Bug for BatchInMapOrder {
    fn get_many<'s>(
        &'s self,
        store: &'s ReferenceStore,
        entries: &[Entry<'_>],
    ) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let mut entries = entries.to_vec();
        entries.sort_by_key(|entry| entry.key.as_bytes());
        store.get_many(&entries)
    }
}

/// What is asked for twice is answered once.
#[derive(Debug, Default)]
pub(crate) struct BatchWithoutDuplicates;

impl Bug for BatchWithoutDuplicates {
    fn get_many<'s>(
        &'s self,
        store: &'s ReferenceStore,
        entries: &[Entry<'_>],
    ) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        let mut once: Vec<Entry<'_>> = Vec::new();
        for entry in entries {
            if !once.iter().any(|known| known.key == entry.key) {
                once.push(*entry);
            }
        }
        store.get_many(&once)
    }
}

/// A command without arguments is refused by the server.
#[derive(Debug, Default)]
pub(crate) struct EmptyBatchIsAnError;

impl Bug for EmptyBatchIsAnError {
    fn get_many<'s>(
        &'s self,
        store: &'s ReferenceStore,
        entries: &[Entry<'_>],
    ) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        if entries.is_empty() {
            return Reply::Ready(Err(Error::new(ErrorKind::Rejected, "wrong number of arguments")));
        }
        store.get_many(entries)
    }
}

/// What this process filled, by the bytes of its key, and nobody ever took away.
#[derive(Default)]
struct Remembered(Mutex<HashMap<Box<[u8]>, Kept>>);

impl Remembered {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        let (key, kept) = (lease.entry.key.as_bytes().into(), payload.value.clone());
        let filled = store.fill(lease, payload).await?;
        if filled == Filled::Stored {
            self.0.lock().unwrap().insert(key, kept);
        }
        Ok(filled)
    }

    fn look(&self, entry: Entry<'_>) -> Option<Lookup> {
        self.0.lock().unwrap().get(entry.key.as_bytes()).cloned().map(Lookup::from)
    }
}

impl std::fmt::Debug for Remembered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remembered(..)")
    }
}

/// A batch takes a short way past the stamps.
#[derive(Debug, Default)]
pub(crate) struct BatchSkipsTheChecks(Remembered);

#[async_trait]
impl Bug for BatchSkipsTheChecks {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        self.0.fill(store, lease, payload).await
    }

    fn get_many<'s>(&'s self, _: &'s ReferenceStore, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        Reply::Ready(Ok(entries.iter().map(|entry| self.0.look(*entry).unwrap_or(Lookup::Miss)).collect()))
    }
}

/// A cache in front of the cache that nobody tells anything.
#[derive(Debug, Default)]
pub(crate) struct ServesWhatItRemembers(Remembered);

#[async_trait]
impl Bug for ServesWhatItRemembers {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        self.0.fill(store, lease, payload).await
    }

    fn get<'s>(&'s self, store: &'s ReferenceStore, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        self.0.look(entry).map_or_else(|| store.get(entry), |lookup| Reply::Ready(Ok(lookup)))
    }
}
