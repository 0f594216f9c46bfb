//! Bugs that only a dropped future shows.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use postcache_conformance::{ReferenceBuilder, ReferenceStore};
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Object, OwnedEntry,
    Payload, Reply, Want,
};
use postcache_core::{CacheStore, Error, Millis};

use crate::bug::Bug;

/// The output of a future of the reference store of objects, which never waits.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("it waits for nothing"),
    }
}

/// One await, at which a caller may be gone.
async fn elsewhere() {
    let mut polled = false;
    poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

fn fresh() -> LeaseTerms {
    LeaseTerms::new(Want::Fresh, Millis::MAX)
}

/// It takes a value out to look at it, and puts it back.
#[derive(Debug, Default)]
pub(crate) struct LookupTakesAndPutsBack;

impl Bug for LookupTakesAndPutsBack {
    fn get<'s>(&'s self, store: &'s ReferenceStore, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        let entry = entry.owned();
        Reply::later(async move {
            let lookup = store.get(entry.as_entry()).wait().await?;
            if let Lookup::Hit(object) = &lookup
                && let Leased::Granted(lease) = store.lease(entry.as_entry(), fresh()).await?
            {
                store.invalidate(one(&entry)).await?;
                elsewhere().await;
                drop(lease);
                if let Leased::Granted(lease) = store.lease(entry.as_entry(), fresh()).await? {
                    store.fill(lease, Payload::new(Some(Object::clone(object)), Millis::new(600_000))).await?;
                }
            }
            Ok(lookup)
        })
    }
}

fn one(entry: &OwnedEntry) -> Cells {
    let mut cells = Cells::of(entry.key.to_scope_key());
    cells.entries.push(entry.clone());
    cells
}

/// It makes room for a value before it brings the value.
#[derive(Debug, Default)]
pub(crate) struct FillsInTwoSteps;

#[async_trait]
impl Bug for FillsInTwoSteps {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        if payload.value.is_none() || lease.entry.region.weigh(&payload.value).is_err() {
            return store.fill(lease, payload).await;
        }
        let entry = lease.entry.clone();
        let room = store.fill(lease, Payload::new(None, payload.ttl)).await?;
        if room != Filled::Stored {
            return Ok(room);
        }
        elsewhere().await;
        match store.lease(entry.as_entry(), fresh()).await? {
            Leased::Granted(lease) => store.fill(lease, payload).await,
            _ => Ok(Filled::Superseded),
        }
    }
}

/// M5 of a future: the fence stands, and nobody was told so.
#[derive(Debug, Default)]
pub(crate) struct AwaitsAfterItRaisedAFence;

#[async_trait]
impl Bug for AwaitsAfterItRaisedAFence {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let fence = store.begin(cells, terms).await;
        elsewhere().await;
        fence
    }
}

/// A fence is lowered to be raised again for longer.
#[derive(Debug, Default)]
pub(crate) struct RenewalLowersFirst;

#[async_trait]
impl Bug for RenewalLowersFirst {
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder.of_bytes()
    }

    async fn renew(&self, store: &ReferenceStore, fence: &Fence) -> Result<(), Error> {
        store.lapse(fence, Millis::new(0));
        elsewhere().await;
        store.renew(fence).await
    }
}

/// A finish stores its puts, and removes its late cells in a second step.
#[derive(Debug, Default)]
pub(crate) struct FinishesInTwoSteps;

#[async_trait]
impl Bug for FinishesInTwoSteps {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, mut finish: Finish) -> Result<Finished, Error> {
        let put = |entry: &OwnedEntry| finish.puts.iter().any(|put| put.entry.key == entry.key);
        let (now, later) = finish.late.entries.into_iter().partition(put);
        finish.late.entries = now;
        let mut second = Cells::of(finish.late.scope.clone());
        second.entries = later;
        let finished = store.finish(fence, finish).await?;
        if !second.is_empty() {
            elsewhere().await;
            store.invalidate(second).await?;
        }
        Ok(finished)
    }
}

/// A command a cell, one after the other.
#[derive(Debug, Default)]
pub(crate) struct InvalidatesCellByCell;

#[async_trait]
impl Bug for InvalidatesCellByCell {
    async fn invalidate(&self, store: &ReferenceStore, cells: Cells) -> Result<(), Error> {
        for entry in &cells.entries {
            store.invalidate(one(entry)).await?;
            elsewhere().await;
        }
        let mut rest = cells;
        rest.entries.clear();
        store.invalidate(rest).await
    }
}

/// Cleanup carries what lives over into a new map.
#[derive(Debug, Default)]
pub(crate) struct CleanupRebuilds {
    filled: Mutex<Option<(OwnedEntry, Payload)>>,
}

#[async_trait]
impl Bug for CleanupRebuilds {
    async fn fill(&self, store: &ReferenceStore, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        let first = (lease.entry.clone(), payload.clone());
        let filled = store.fill(lease, payload).await?;
        if filled == Filled::Stored {
            self.filled.lock().unwrap().get_or_insert(first);
        }
        Ok(filled)
    }

    async fn run_pending(&self, store: &ReferenceStore) {
        store.run_pending().await;
        let first = self.filled.lock().unwrap().clone();
        let Some((entry, payload)) = first else { return };
        let alive = matches!(store.get(entry.as_entry()).wait().await, Ok(Lookup::Hit(_)));
        if alive && let Ok(Leased::Granted(lease)) = store.lease(entry.as_entry(), fresh()).await {
            store.fill(lease, Payload::new(None, Millis::new(0))).await.unwrap();
            elsewhere().await;
            if let Ok(Leased::Granted(lease)) = store.lease(entry.as_entry(), fresh()).await {
                store.fill(lease, payload).await.unwrap();
            }
        }
    }
}
