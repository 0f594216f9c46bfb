//! A store that does one thing wrong, around one that does it right.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use postcache::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Object, OwnedEntry,
    Payload, PutOutcome, Reply, StoreStats, Ticket, Want,
};
use postcache::{CacheStore, Error, Millis, ScopeKey};

use super::Sabotage;

#[derive(Debug)]
pub(super) struct BrokenStore {
    inner: Box<dyn CacheStore>,
    broken: Sabotage,
    /// The last value of each key, whoever it belongs to.
    anybodys: Mutex<HashMap<Vec<u8>, Object>>,
}

/// The ticket of a lease or a fence that the store inside knows nothing of.
struct Forged;

impl BrokenStore {
    pub(super) fn new(inner: impl CacheStore, broken: Sabotage) -> Self {
        Self { inner: Box::new(inner), broken, anybodys: Mutex::default() }
    }

    /// Stores a value under the right of a lease that was taken after the load.
    async fn store_anyway(&self, entry: &OwnedEntry, payload: Payload) -> Result<Filled, Error> {
        let terms = LeaseTerms::new(Want::Fresh, Millis::new(60_000));
        match self.inner.lease(entry.as_entry(), terms).await? {
            Leased::Granted(lease) => self.inner.fill(lease, payload).await,
            // A mutation is still under way: it would remove the value at its end.
            _ => Ok(Filled::Fenced),
        }
    }

    fn remember(&self, entry: &OwnedEntry, payload: &Payload) {
        if let Some(object) = &payload.value {
            let mut anybodys = self.anybodys.lock().unwrap_or_else(PoisonError::into_inner);
            anybodys.insert(entry.key.entry().to_vec(), Object::clone(object));
        }
    }

    /// What was found, or else the value that anybody has under this key.
    fn recall(&self, entry: Entry<'_>, found: Lookup) -> Lookup {
        if !matches!(found, Lookup::Miss) || self.broken != Sabotage::Foreign {
            return found;
        }
        let anybodys = self.anybodys.lock().unwrap_or_else(PoisonError::into_inner);
        anybodys.get(entry.key.entry()).map_or(Lookup::Miss, |object| Lookup::Hit(Object::clone(object)))
    }
}

#[async_trait]
impl CacheStore for BrokenStore {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        match self.inner.get(entry) {
            Reply::Ready(found) => Reply::Ready(found.map(|found| self.recall(entry, found))),
            Reply::Later(found) => {
                let entry = entry.owned();
                Reply::later(async move { Ok(self.recall(entry.as_entry(), found.await?)) })
            }
        }
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        self.inner.get_many(entries)
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        match self.inner.lease(entry, terms).await? {
            Leased::Fenced if self.broken == Sabotage::Stale => {
                Ok(Leased::Granted(Lease::new(entry.owned(), Ticket::own(Forged))))
            }
            leased => Ok(leased),
        }
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        let entry = lease.entry.clone();
        self.remember(&entry, &payload);
        if lease.ticket.downcast_ref::<Forged>().is_some() {
            return self.store_anyway(&entry, payload).await;
        }
        match self.inner.fill(lease, payload.clone()).await? {
            Filled::Superseded | Filled::Fenced if self.broken == Sabotage::Stale => {
                self.store_anyway(&entry, payload).await
            }
            filled => Ok(filled),
        }
    }

    fn release(&self, lease: Lease) {
        if lease.ticket.downcast_ref::<Forged>().is_none() {
            self.inner.release(lease);
        }
    }

    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        match self.broken {
            Sabotage::LostInvalidation => Ok(Fence::new(cells, Ticket::own(Forged), None)),
            _ => self.inner.begin(cells, terms).await,
        }
    }

    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        match self.broken {
            Sabotage::LostInvalidation => Ok(()),
            _ => self.inner.renew(fence).await,
        }
    }

    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        match self.broken {
            Sabotage::LostInvalidation => Ok(Finished::new(vec![PutOutcome::Overlapped; finish.puts.len()])),
            _ => self.inner.finish(fence, finish).await,
        }
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        if self.broken != Sabotage::LostInvalidation {
            self.inner.lapse(fence, hold);
        }
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        match self.broken {
            Sabotage::LostInvalidation => Ok(()),
            _ => self.inner.invalidate(cells).await,
        }
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        match self.broken {
            Sabotage::LostInvalidation => Ok(()),
            _ => self.inner.clear_scope(scope).await,
        }
    }

    async fn run_pending(&self) {
        self.inner.run_pending().await;
    }

    fn stats(&self) -> StoreStats {
        self.inner.stats()
    }

    fn keeps_objects(&self) -> bool {
        self.inner.keeps_objects()
    }
}
