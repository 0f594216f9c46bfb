//! From a loaded value to the store, and to whoever waits for it.

use std::sync::Arc;

use super::Terms;
use super::approach::Permit;
use super::lease::HeldLease;
use crate::clock::Millis;
use crate::flight::Lead;
use crate::observe::{FillOutcome, InvalidationKind, Operation, ReadOutcome};
use crate::region::RegionShared;
use crate::store::{Cells, Entry, Filled, Kept, Payload};
use crate::{Foreign, ScopedKey, tasks};

/// What a loader returned.
pub(crate) struct Loaded {
    pub(crate) value: Kept,
    /// What the call says of its life.
    pub(crate) terms: Terms,
}

impl Loaded {
    /// A value that did not come from a loader of this call.
    pub(crate) fn of<V: Send + Sync + 'static>(value: Arc<V>) -> Self {
        Self::unsaid(Some(super::erase(value)))
    }

    /// The call says nothing of its life.
    pub(crate) fn unsaid(value: Kept) -> Self {
        Self { value, terms: Terms::default() }
    }
}

impl Permit {
    /// Fills what was leased and ends the flight. The value goes to its caller in any case.
    pub(crate) async fn settle(self, region: &Arc<RegionShared>, loaded: Loaded) {
        // In this order: whoever leads the next flight must not find the lease taken.
        let Self { key, lead, lease, .. } = self;
        let Some(key) = key else { return };
        if !region.owns(&key, &loaded.value) {
            return;
        }
        let ttl = region.ttl_of(&loaded);
        match (lease, ttl) {
            (Some(lease), Some(ttl)) => region.fill(lead, lease, Payload::new(loaded.value, ttl)).await,
            (lease, _) => {
                if lease.as_ref().is_some_and(HeldLease::is_fresh) {
                    region.outdated(&key).await;
                }
                drop(lease);
                if let Some(lead) = lead {
                    lead.loaded(loaded.value, false);
                }
            }
        }
    }
}

impl RegionShared {
    /// Whether a value may be stored under `key`: the last question before it leaves its loader.
    pub(crate) fn owns(&self, key: &ScopedKey, value: &Kept) -> bool {
        let Some(object) = value else { return true };
        let Err(foreign) = (self.info.values().owner)(&**object, key.scope_id()) else { return true };
        self.refused(&foreign);
        self.cache.strictly(&format!("region `{}`: {foreign}", self.info.name()));
        false
    }

    /// Counts and tells of a row of another scope.
    #[cold]
    pub(crate) fn refused(&self, foreign: &Foreign) {
        self.info.telemetry().read(ReadOutcome::Refused);
        self.info.telemetry().filled(FillOutcome::Foreign);
        tracing::error!(
            target: "postcache::fill", region = self.info.name(), field = foreign.field(),
            "a loader returned a row of another scope: it was not stored"
        );
    }

    /// How long the value may be served; `None` if it is not to be stored.
    pub(crate) fn ttl_of(&self, loaded: &Loaded) -> Option<Millis> {
        let Terms { ttl, negative_ttl, own } = loaded.terms;
        let Some(object) = &loaded.value else {
            let ttl = negative_ttl.filter(|_| self.configured.negative_ttl.is_none()).or(self.rules.negative_ttl);
            return ttl.map(|ttl| self.rules.jittered(ttl));
        };
        let own = own.or_else(|| self.ttl_from.as_ref().and_then(|ttl| ttl(&**object)));
        let own = own.map_or(Millis::MAX, Millis::saturating);
        // A token's expiry is a promise: jitter may only shorten it, and so may the policy.
        let ttl = ttl.filter(|_| self.configured.ttl.is_none()).unwrap_or(self.rules.ttl);
        let ttl = self.rules.jittered(ttl).min(own);
        (ttl.get() > 0).then_some(ttl)
    }

    /// Sends the fill. Across a network it goes on in the background, and keeps the flight until it was answered.
    async fn fill(self: &Arc<Self>, lead: Option<Lead>, lease: HeldLease, payload: Payload) {
        let value = payload.value.clone();
        if let Some(lead) = &lead {
            lead.filling(value.clone());
        }
        // Asked after the phase has changed: who joined before it must not take as valid what a mutation that this process
        // could not make known has overtaken.
        if lease.key().is_none_or(|key| self.cache.quarantines(key)) {
            drop(lease);
            self.info.telemetry().filled(FillOutcome::Fenced);
            if let Some(lead) = lead {
                lead.loaded(value, false);
            }
            return;
        }
        let key = lease.key().filter(|_| lease.is_fresh()).cloned();
        let region = Arc::clone(self);
        // Taken inside: where there is no runtime to run it in, the lease is given back.
        let fill = async move {
            let outlived = lease.expires() <= region.cache.clock().now();
            let Some(lease) = lease.take() else { return };
            let answer = region.store.fill(lease, payload);
            let filled = region.cache.timed(Operation::Fill, region.rules.store_timeout, answer).await;
            let filled = filled.ok();
            if let (Some(Filled::TooLarge | Filled::Unserializable), Some(key)) = (filled, key) {
                region.outdated(&key).await;
            }
            let stored = region.filled(filled, outlived);
            if let Some(lead) = lead {
                lead.loaded(value, stored);
            }
        };
        if self.store.keeps_objects() {
            fill.await;
        } else {
            drop(tasks::spawn("fill", fill));
        }
    }

    /// What is cached under `key` is older than what was loaded and cannot be stored.
    async fn outdated(&self, key: &ScopedKey) {
        let mut cells = Cells::of(key.to_scope_key());
        cells.entries.push(Entry::new(key, &self.info).owned());
        // Where it fails it is queued, which keeps the old value from being used as well.
        drop(self.cache.invalidate_cells(InvalidationKind::Entry, cells).await);
    }

    fn filled(&self, filled: Option<Filled>, outlived: bool) -> bool {
        let outcome = match filled {
            // Across a network a lease that is over looks as one that was taken away.
            Some(Filled::Superseded) if outlived => FillOutcome::LeaseExpired,
            Some(Filled::Stored) => FillOutcome::Stored,
            Some(Filled::Fenced) => FillOutcome::Fenced,
            Some(Filled::Superseded) => FillOutcome::Superseded,
            Some(Filled::LeaseExpired) => FillOutcome::LeaseExpired,
            Some(Filled::TooLarge) => FillOutcome::TooLarge,
            Some(Filled::Unserializable) => FillOutcome::Unserializable,
            None => FillOutcome::Error,
        };
        self.info.telemetry().filled(outcome);
        if matches!(outcome, FillOutcome::TooLarge | FillOutcome::Unserializable) {
            self.unstorable(outcome.as_str());
        }
        tracing::debug!(target: "postcache::fill", region = self.info.name(), outcome = outcome.as_str());
        outcome == FillOutcome::Stored
    }
}
