//! From a miss to the right to load.

use std::sync::Arc;

use super::lease::HeldLease;
use super::{Miss, ReadMode};
use crate::ScopedKey;
use crate::clock::{Instant, Millis};
use crate::flight::{self, Follow, Join, Landed, Lead, Outside};
use crate::observe::{FillOutcome, Operation, ReadOutcome};
use crate::region::RegionShared;
use crate::store::{Entry, Kept, LeaseTerms, Leased, Lookup, Want};

/// A lease outlives its load by this much.
const LEASE_SLACK: Millis = Millis::new(1_000);
/// How long a lease lives where nothing bounds the load.
const LEASE_TTL: Millis = Millis::new(60_000);
/// A read waits for so many flights of others, then it loads for itself.
const FLIGHTS: usize = 2;

/// What a reader is to do.
#[expect(clippy::large_enum_variant, reason = "made once a miss, inside a box")]
pub(crate) enum Approach {
    Answer(Kept),
    Load(Permit),
}

/// How a reader may load: what it holds until the value is settled.
pub(crate) struct Permit {
    pub(super) key: Option<ScopedKey>,
    pub(super) lease: Option<HeldLease>,
    pub(super) lead: Option<Lead>,
    _outside: Option<Outside>,
}

impl Permit {
    /// For itself alone: nothing is filled and nobody waits for it.
    pub(crate) const fn none() -> Self {
        Self { key: None, lease: None, lead: None, _outside: None }
    }

    /// Outside a flight: nothing is filled, and at most so many at a time.
    pub(crate) const fn outside(key: ScopedKey, outside: Outside) -> Self {
        Self { key: Some(key), lease: None, lead: None, _outside: Some(outside) }
    }

    /// Takes the lease of a flight that begins; no lease without `terms`. `Err`: a value that `accepts` came in meanwhile.
    pub(crate) async fn lease(
        region: &RegionShared,
        lead: Lead,
        key: ScopedKey,
        terms: Option<LeaseTerms>,
        accepts: impl Fn(&Kept) -> bool,
    ) -> Result<Self, Kept> {
        // Before the store is asked: its own count of the lease's time begins later.
        let clock = region.cache.clock();
        let expires = terms.map(|terms| clock.now().after(terms.ttl)).unwrap_or_default();
        let mut fresh = terms.is_some_and(|terms| terms.want == Want::Fresh);
        let mut leased = region.lease(&key, terms).await;
        if let (Some(Leased::Hit(kept)), Some(terms)) = (&leased, terms)
            && !accepts(kept)
        {
            fresh = true;
            // There is one that this reader has no room for, a kept "not found" say: what it loads takes its place.
            leased = region.lease(&key, Some(LeaseTerms::new(Want::Fresh, terms.ttl))).await;
        }
        let lease = match leased {
            Some(Leased::Granted(lease)) => Some(HeldLease::new(Arc::clone(&region.store), lease, expires, fresh)),
            Some(Leased::Hit(kept)) => {
                lead.found();
                return Err(kept);
            }
            Some(Leased::Fenced) => {
                region.info.telemetry().filled(FillOutcome::Fenced);
                None
            }
            Some(Leased::Busy) | None => None,
        };
        lead.loading();
        Ok(Self { key: Some(key), lease, lead: Some(lead), _outside: None })
    }

    /// The terms of a lease whose load nothing bounds.
    pub(crate) const fn any() -> LeaseTerms {
        LeaseTerms::new(Want::Any, LEASE_TTL)
    }
}

impl<V: Send + Sync + 'static, R> Miss<'_, V, R> {
    /// Asks once more, waits for others where that is right, and takes the lease.
    pub(super) async fn approach(mut self, accepts: fn(&Kept) -> bool, limit: Millis) -> Approach {
        let Some(key) = self.key.take() else { return Approach::Load(Permit::none()) };
        let region = self.region;
        let mut reader = Reader { region, key, mode: self.mode, accepts, limit, without_store: self.without_store };
        if let Some(pending) = self.pending.take() {
            match region.within_store_timeout(Operation::Get, pending).await {
                Some(lookup) => {
                    if let Some(kept) = reader.usable(lookup) {
                        reader.count(ReadOutcome::Hit);
                        return Approach::Answer(kept);
                    }
                }
                None => reader.without_store = true,
            }
        }
        reader.approach().await
    }

    /// Counts a read that ends here, unless the store has yet to answer.
    pub(crate) fn peeked(self) {
        if self.key.is_some() && self.pending.is_none() {
            self.region.count(ReadOutcome::Miss);
        }
    }

    /// The answer of a store that did not answer at once.
    pub(super) async fn peek_later(mut self) -> Option<Kept> {
        let lookup = match self.pending.take() {
            Some(pending) => self.region.within_store_timeout(Operation::Get, pending).await,
            None => None,
        };
        let kept = match lookup {
            Some(Lookup::Hit(object)) if object.is::<V>() => Some(Some(object)),
            Some(Lookup::Negative) => Some(None),
            _ => None,
        };
        if self.key.is_some() {
            self.region.count(if kept.is_some() { ReadOutcome::Hit } else { ReadOutcome::Miss });
        }
        kept
    }
}

struct Reader<'r> {
    region: &'r Arc<RegionShared>,
    key: ScopedKey,
    mode: ReadMode,
    accepts: fn(&Kept) -> bool,
    limit: Millis,
    without_store: bool,
}

impl Reader<'_> {
    async fn approach(mut self) -> Approach {
        if self.mode == ReadMode::OnlyIfCached {
            self.count(ReadOutcome::Miss);
            return if (self.accepts)(&None) { Approach::Answer(None) } else { Approach::Load(Permit::none()) };
        }
        self.count(ReadOutcome::Miss);
        let clock = self.region.cache.clock().clone();
        let deadline = clock.now().after(self.region.rules.join_timeout);
        for _ in 0..FLIGHTS {
            match self.region.cache.flights().join(&self.key) {
                Join::Lead(lead) => return self.lead(lead).await,
                // A loader waits for nobody: the one it waited for might wait for it.
                Join::Follow(_) if flight::is_loading() => return Approach::Load(Permit::none()),
                Join::Follow(follow) => match clock.until(deadline, self.follow(follow)).await {
                    None => break,
                    Some(Some(kept)) => return Approach::Answer(kept),
                    Some(None) => {}
                },
            }
        }
        self.outside(deadline).await
    }

    /// Waits for another reader's load; what it may take of it.
    async fn follow(&mut self, follow: Follow) -> Option<Kept> {
        match follow.landed().await {
            // A reader that wants a fresh value takes only what was loaded after it came.
            Landed::Take { before_load: false, .. } if self.mode == ReadMode::Refresh => None,
            Landed::Take { value, .. } => Some(value).filter(|kept| (self.accepts)(kept)),
            Landed::LookAgain if self.mode == ReadMode::Refresh || self.without_store => None,
            Landed::LookAgain => self.look_again().await,
            Landed::Nothing => None,
        }
    }

    async fn look_again(&mut self) -> Option<Kept> {
        let reply = self.region.store.get(Entry::new(&self.key, &self.region.info));
        let lookup = self.region.within_store_timeout(Operation::Get, reply.wait()).await;
        self.without_store |= lookup.is_none();
        self.usable(lookup?)
    }

    async fn lead(self, lead: Lead) -> Approach {
        let want = if self.mode == ReadMode::Refresh { Want::Fresh } else { Want::Any };
        let ttl = if self.limit == Millis::MAX {
            LEASE_TTL
        } else {
            Millis::new(self.limit.get().saturating_add(LEASE_SLACK.get()))
        };
        let terms = (!self.without_store).then(|| LeaseTerms::new(want, ttl));
        match Permit::lease(self.region, lead, self.key.clone(), terms, self.accepts).await {
            Ok(permit) => Approach::Load(permit),
            Err(kept) => Approach::Answer(kept),
        }
    }

    /// Loads for itself, in a queue with others that do, until there is no time left to queue.
    async fn outside(self, deadline: Instant) -> Approach {
        let mut outside = self.region.cache.flights().outside(&self.key);
        let entered = self.region.cache.clock().until(deadline, outside.enter()).await;
        if entered.is_none() {
            tracing::debug!(target: "postcache::read", region = self.region.info.name(), "join_timeout passed: loading anyway");
        }
        Approach::Load(Permit::outside(self.key, outside))
    }

    fn usable(&self, lookup: Lookup) -> Option<Kept> {
        let kept = match lookup {
            Lookup::Hit(object) => Some(object),
            Lookup::Negative => None,
            Lookup::Miss => return None,
        };
        (self.accepts)(&kept).then_some(kept)
    }

    fn count(&self, outcome: ReadOutcome) {
        self.region.count(outcome);
    }
}

impl RegionShared {
    async fn lease(&self, key: &ScopedKey, terms: Option<LeaseTerms>) -> Option<Leased> {
        let lease = self.store.lease(Entry::new(key, &self.info), terms?);
        self.within_store_timeout(Operation::Lease, lease).await
    }

    #[cold]
    pub(crate) fn count(&self, outcome: ReadOutcome) {
        self.info.telemetry().read(outcome);
        self.cache.window().observe(&self.cache);
        tracing::debug!(target: "postcache::read", region = self.info.name(), outcome = outcome.as_str());
    }

    /// An operation of the store, for as long as a read may wait for it. `None`: it counts as unreachable for this call.
    pub(crate) async fn within_store_timeout<T>(
        &self,
        operation: Operation,
        answer: impl Future<Output = Result<T, crate::Error>>,
    ) -> Option<T> {
        self.cache.timed(operation, self.rules.store_timeout, answer).await.ok()
    }
}
