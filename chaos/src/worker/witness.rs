//! Stands between the cache and its store, changes nothing, and notes what the store confirmed.
//!
//! Whether a mutation was covered is judged by what is noted here, not by what the cache believes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use async_trait::async_trait;
use postcache::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Payload, PutOutcome,
    Reply, StoreStats, Ticket,
};
use postcache::{CacheStore, Error, Millis, RedisStore, ScopeKey};

use super::about::About;
use super::office::Office;
use super::owed::Owed;
use crate::clock::micros;
use crate::wire::{Ask, Tally};

#[derive(Debug)]
pub(super) struct Witness {
    pub(super) store: RedisStore,
    pub(super) office: Office,
    pub(super) tally: Arc<Tally>,
    pub(super) owed: Arc<Owed>,
    /// Fences that were gone before their mutation ended, as far as they have been counted.
    pub(super) fences_lost: AtomicU64,
}

/// The store's own ticket, and what it was made for: fills and renewals run in tasks of their own.
#[derive(Debug)]
struct Marked {
    ticket: Ticket,
    about: Option<Arc<About>>,
}

fn marked(ticket: Ticket, about: Option<Arc<About>>) -> Ticket {
    Ticket::own(Marked { ticket, about })
}

fn unmarked(ticket: &Ticket) -> (Ticket, Option<Arc<About>>) {
    match ticket.downcast_ref::<Marked>() {
        Some(marked) => (marked.ticket.clone(), marked.about.clone()),
        None => (ticket.clone(), None),
    }
}

fn plain(fence: &Fence) -> (Fence, Option<Arc<About>>) {
    let (ticket, about) = unmarked(&fence.ticket);
    (Fence::new(fence.cells.clone(), ticket, fence.renew_every), about)
}

impl Witness {
    fn note(&self, about: Option<&Arc<About>>, what: &str) {
        self.tally.add(what);
        if let Some(about) = about {
            self.office.event(about.scope, &about.rows, format!("{}: {what}", about.what));
        }
    }

    fn count_lost_fences(&self) {
        let lost = self.store.counts().fences_lost;
        let known = self.fences_lost.fetch_max(lost, SeqCst);
        (known..lost).for_each(|_| self.tally.add("fence lost"));
    }

    fn delivered(&self, cells: &Cells, sent: u64) {
        if let Some(about) = About::current() {
            about.invalidated(cells);
        }
        for debt in self.owed.paid(cells, sent) {
            self.tally.add("uncovered mutations delivered later");
            self.office.say(Ask::Acknowledge { scope: debt.scope, rows: debt.rows });
        }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl CacheStore for Witness {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        self.store.get(entry)
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        self.store.get_many(entries)
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        let about = About::current();
        let leased = self.store.lease(entry, terms).await;
        let what = match &leased {
            Ok(Leased::Granted(_)) => "lease granted",
            Ok(Leased::Fenced) => "acquire fenced",
            Ok(Leased::Busy) => "acquire busy",
            Ok(_) => "acquire found a value",
            Err(_) => "acquire unknown",
        };
        self.note(about.as_ref(), what);
        Ok(match leased? {
            Leased::Granted(lease) => Leased::Granted(Lease::new(lease.entry, marked(lease.ticket, about))),
            other => other,
        })
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        let (ticket, about) = unmarked(&lease.ticket);
        let filled = self.store.fill(Lease::new(lease.entry, ticket), payload).await;
        let what = match &filled {
            Ok(Filled::Stored) => "fill stored",
            Ok(_) => "fill refused",
            Err(_) => "fill unknown",
        };
        self.note(about.as_ref(), what);
        filled
    }

    fn release(&self, lease: Lease) {
        let (ticket, about) = unmarked(&lease.ticket);
        self.note(about.as_ref(), "lease released");
        self.store.release(Lease::new(lease.entry, ticket));
    }

    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let about = About::current();
        let sent = micros();
        let begun = self.store.begin(cells, terms).await;
        self.note(about.as_ref(), if begun.is_ok() { "begin confirmed" } else { "begin unknown" });
        let fence = begun?;
        if let Some(about) = &about {
            about.fence_sent(sent);
        }
        Ok(Fence::new(fence.cells, marked(fence.ticket, about), fence.renew_every))
    }

    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        let (fence, about) = plain(fence);
        let sent = micros();
        let renewed = self.store.renew(&fence).await;
        self.note(about.as_ref(), if renewed.is_ok() { "renewal confirmed" } else { "renewal unknown" });
        if let (Ok(()), Some(about)) = (&renewed, about)
            && let Some((mutation, _)) = about.mutation
        {
            about.fence_sent(sent);
            self.office.say(Ask::Renewed { mutation, sent });
        }
        renewed
    }

    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        let (fence, about) = plain(fence);
        let finished = self.store.finish(&fence, finish).await;
        self.note(about.as_ref(), if finished.is_ok() { "finish confirmed" } else { "finish unknown" });
        self.count_lost_fences();
        for put in finished.iter().flat_map(|finished| &finished.puts) {
            self.note(about.as_ref(), if *put == PutOutcome::Stored { "put stored" } else { "put refused" });
        }
        if let (Ok(_), Some(about)) = (&finished, about) {
            about.ended();
        }
        finished
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        let (fence, about) = plain(fence);
        self.note(about.as_ref(), "fence held");
        self.store.lapse(&fence, hold);
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        let sent = micros();
        let invalidated = self.store.invalidate(cells.clone()).await;
        if invalidated.is_ok() {
            self.delivered(&cells, sent);
        }
        invalidated
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        let sent = micros();
        let cleared = self.store.clear_scope(scope).await;
        if cleared.is_ok() {
            let mut cells = Cells::of(scope.clone());
            cells.whole_scope = true;
            self.delivered(&cells, sent);
        }
        cleared
    }

    async fn run_pending(&self) {
        self.store.run_pending().await;
    }

    async fn shutdown(&self, limit: Millis) {
        self.store.shutdown(limit).await;
    }

    fn stats(&self) -> StoreStats {
        self.store.stats()
    }

    fn keeps_objects(&self) -> bool {
        self.store.keeps_objects()
    }
}
