//! Which of the asked keys are there, led, or joined.

use std::collections::HashMap;
use std::sync::Arc;

use crate::flight::{self, Follow, Join, Landed};
use crate::observe::{LoadOutcome, Operation, ReadOutcome};
use crate::read::{LoadResult, LoadWatch, Permit};
use crate::region::RegionShared;
use crate::store::{Entry, Kept, Lookup, Object};
use crate::{CacheKey, Scope, ScopedKey, SharedScope, concurrent};

pub(super) struct Plan<'r> {
    region: &'r Arc<RegionShared>,
    /// Each key once.
    wanted: Vec<Wanted>,
    /// For each asked key, which of them; `None` for a key that cannot be encoded.
    order: Vec<Option<usize>>,
    /// The store may be asked and filled.
    open: bool,
    /// No key may be shared: the scope identifies nobody, or the region is switched off.
    bypass: bool,
    deadline: crate::Instant,
}

struct Wanted {
    key: ScopedKey,
    /// Where it was asked for first.
    at: usize,
    found: Option<Kept>,
    permit: Option<Permit>,
    follow: Option<Follow>,
}

/// Some of the wanted keys, in their order.
pub(super) struct Picked {
    wanted: Vec<usize>,
    at: Vec<usize>,
}

impl Picked {
    pub(super) const fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    fn holds(&self, at: usize) -> bool {
        self.wanted.binary_search(&at).is_ok()
    }

    pub(super) fn pick<'k, Q>(&self, keys: &'k [Q]) -> Vec<&'k Q> {
        self.at.iter().filter_map(|at| keys.get(*at)).collect()
    }
}

impl<'r> Plan<'r> {
    pub(super) fn new<S, Q>(region: &'r Arc<RegionShared>, scope: &S, keys: &[Q]) -> Self
    where
        S: Scope + ?Sized,
        Q: CacheKey,
    {
        let number = region.info.number();
        let identified = scope.scope_id().is_ok();
        let (mut wanted, mut places) = (Vec::new(), HashMap::new());
        let mut order = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            // Under a scope that identifies nobody the keys only tell rows apart here; no store sees them.
            let key =
                if identified { ScopedKey::new(scope, number, key) } else { ScopedKey::new(&SharedScope, number, key) };
            order.push(key.ok().map(|key| {
                *places.entry(key.clone()).or_insert_with(|| {
                    wanted.push(Wanted { key, at, found: None, permit: None, follow: None });
                    wanted.len() - 1
                })
            }));
        }
        if !identified {
            region.bypassed(wanted.len(), "the scope identifies nobody: its id is empty, missing or too long");
        } else if !region.enabled {
            region.bypassed(wanted.len(), "the region is switched off by configuration");
        }
        let clock = region.cache.clock();
        let deadline = clock.now().after(region.rules.join_timeout);
        let quarantined = wanted.first().is_some_and(|first| region.cache.quarantines(&first.key));
        let bypass = !identified || !region.enabled;
        Self { region, wanted, order, open: !bypass && !quarantined, bypass, deadline }
    }

    /// Asks the store for all of them, and counts what was found.
    pub(super) async fn look(&mut self, is: fn(&Object) -> bool) {
        self.ask(is).await;
        if !self.bypass {
            for wanted in &self.wanted {
                self.region.count(if wanted.found.is_some() { ReadOutcome::Hit } else { ReadOutcome::Miss });
            }
        }
    }

    async fn ask(&mut self, is: fn(&Object) -> bool) {
        if !self.open {
            return;
        }
        let keys: Vec<ScopedKey> = self.wanted.iter().map(|wanted| wanted.key.clone()).collect();
        let entries: Vec<Entry<'_>> = keys.iter().map(|key| Entry::new(key, &self.region.info)).collect();
        let reply = self.region.store.get_many(&entries);
        let Some(lookups) = self.region.within_store_timeout(Operation::GetMany, reply.wait()).await else {
            self.open = false;
            return;
        };
        for (wanted, lookup) in self.wanted.iter_mut().zip(lookups) {
            wanted.found = usable(lookup, is);
        }
    }

    /// Leads what nobody loads, and takes its leases.
    pub(super) async fn join(&mut self, is: fn(&Object) -> bool) {
        if self.bypass {
            self.wanted.iter_mut().for_each(|wanted| wanted.permit = Some(Permit::none()));
            return;
        }
        let region = self.region;
        let open = self.open;
        let leads = self.wanted.iter_mut().enumerate().filter(|(_, wanted)| wanted.found.is_none());
        let mut led_by_us = Vec::new();
        for (at, wanted) in leads {
            match region.cache.flights().join(&wanted.key) {
                Join::Lead(lead) => led_by_us.push((at, lead, wanted.key.clone())),
                // A loader waits for nobody: the one it waited for might wait for it.
                Join::Follow(_) if flight::is_loading() => wanted.permit = Some(Permit::none()),
                Join::Follow(follow) => wanted.follow = Some(follow),
            }
        }
        let leases = led_by_us.into_iter().map(|(at, lead, key)| async move {
            let accepts = |kept: &Kept| kept.as_ref().is_none_or(is);
            (at, Permit::lease(region, lead, key, open.then(Permit::any), accepts).await)
        });
        for (at, leased) in concurrent::all(leases).await {
            if let Some(wanted) = self.wanted.get_mut(at) {
                match leased {
                    Ok(permit) => wanted.permit = Some(permit),
                    Err(kept) => wanted.found = Some(kept),
                }
            }
        }
    }

    /// What this caller loads.
    pub(super) fn to_load(&self) -> Picked {
        self.picked(|wanted| wanted.permit.is_some())
    }

    /// Runs a loader, marked and counted as one.
    pub(super) async fn load<P, T, V, I, E>(
        &self,
        loader: impl Future<Output = Result<I, E>>,
    ) -> Result<Vec<(usize, Object)>, E>
    where
        P: CacheKey,
        T: Into<Arc<V>>,
        V: Send + Sync + 'static,
        I: IntoIterator<Item = (P, T)>,
    {
        let watch = LoadWatch::start(self.region);
        let rows = flight::loading(&self.region.info, loader).await;
        watch.ended(if rows.is_ok() { LoadOutcome::Ok } else { LoadOutcome::Error });
        Ok(self.rows(rows?))
    }

    /// The rows of a loader, each with the place of its key; rows that nobody asked for are dropped.
    fn rows<P, T, V>(&self, rows: impl IntoIterator<Item = (P, T)>) -> Vec<(usize, Object)>
    where
        P: CacheKey,
        T: Into<Arc<V>>,
        V: Send + Sync + 'static,
    {
        let Some(scope) = self.wanted.first().map(|first| first.key.to_scope_key()) else { return Vec::new() };
        let places: HashMap<&ScopedKey, usize> =
            self.wanted.iter().enumerate().map(|(at, wanted)| (&wanted.key, at)).collect();
        let number = self.region.info.number();
        let found = rows.into_iter().filter_map(|(key, value)| {
            let key = ScopedKey::new(&scope, number, &key).ok()?;
            Some((*places.get(&key)?, value.into() as Object))
        });
        found.collect()
    }

    /// Keeps the rows for the caller, fills what was leased, and ends the flights.
    pub(super) async fn settle(&mut self, picked: Picked, rows: Vec<(usize, Object)>) {
        for at in &picked.wanted {
            if let Some(wanted) = self.wanted.get_mut(*at) {
                wanted.found = Some(None);
            }
        }
        for (at, object) in rows {
            if let Some(wanted) = self.wanted.get_mut(at).filter(|_| picked.holds(at)) {
                wanted.found = Some(Some(object));
            }
        }
        let region = self.region;
        let fills = self.wanted.iter_mut().filter_map(|wanted| {
            let permit = wanted.permit.take()?;
            let value = wanted.found.clone().flatten();
            Some(async move { permit.settle(region, LoadResult::unsaid(value)).await })
        });
        let fills: Vec<_> = fills.collect();
        concurrent::all(fills).await;
    }

    /// Waits for what others load; returns what is left.
    pub(super) async fn follow(&mut self, is: fn(&Object) -> bool) -> Picked {
        let (clock, region, deadline) = (self.region.cache.clock(), self.region, self.deadline);
        let look = self.open.then_some(is);
        let follows = self.wanted.iter_mut().enumerate().filter_map(|(at, wanted)| {
            let (follow, key) = (wanted.follow.take()?, wanted.key.clone());
            Some(async move { (at, clock.until(deadline, landed(region, &key, follow, look)).await.flatten()) })
        });
        let follows: Vec<_> = follows.collect();
        let mut rest = Vec::new();
        for (at, kept) in concurrent::all(follows).await {
            if let Some(wanted) = self.wanted.get_mut(at) {
                if kept.is_none() {
                    rest.push(at);
                }
                wanted.found = kept;
            }
        }
        let at = rest.iter().filter_map(|at| self.wanted.get(*at)).map(|wanted| wanted.at).collect();
        Picked { wanted: rest, at }
    }

    /// Waits for a place to load each of `rest` outside a flight, until there is no time left to wait. In the order of the
    /// keys, whatever the batch's: two batches that held one of two places each would wait for each other.
    pub(super) async fn leave_flights(&mut self, rest: &Picked) {
        let mut in_order = rest.wanted.clone();
        in_order.sort_unstable_by(|one, other| self.name(*one).cmp(self.name(*other)));
        for at in in_order {
            let Some(wanted) = self.wanted.get_mut(at) else { continue };
            let mut outside = self.region.cache.flights().outside(&wanted.key);
            self.region.cache.clock().until(self.deadline, outside.enter()).await;
            wanted.permit = Some(Permit::outside(wanted.key.clone(), outside));
        }
    }

    fn name(&self, at: usize) -> &[u8] {
        self.wanted.get(at).map_or(&[], |wanted| wanted.key.as_bytes())
    }

    pub(super) fn values<V: Send + Sync + 'static>(&self) -> Vec<Option<Arc<V>>> {
        let value = |at: &Option<usize>| self.wanted.get((*at)?)?.found.clone()?;
        self.order.iter().map(|at| value(at).and_then(|object| object.downcast().ok())).collect()
    }

    fn picked(&self, which: impl Fn(&Wanted) -> bool) -> Picked {
        let chosen = self.wanted.iter().enumerate().filter(|(_, wanted)| which(wanted));
        let (wanted, at) = chosen.map(|(index, wanted)| (index, wanted.at)).unzip();
        Picked { wanted, at }
    }
}

/// `look`: how to tell what may be used, where the store may be asked again.
async fn landed(
    region: &RegionShared,
    key: &ScopedKey,
    follow: Follow,
    look: Option<fn(&Object) -> bool>,
) -> Option<Kept> {
    match follow.landed().await {
        Landed::Take { value, .. } => Some(value),
        Landed::Nothing => None,
        Landed::LookAgain => {
            let is = look?;
            let reply = region.store.get(Entry::new(key, &region.info));
            usable(region.within_store_timeout(Operation::Get, reply.wait()).await?, is)
        }
    }
}

fn usable(lookup: Lookup, is: fn(&Object) -> bool) -> Option<Kept> {
    match lookup {
        Lookup::Hit(object) => is(&object).then_some(Some(object)),
        Lookup::Negative => Some(None),
        Lookup::Miss => None,
    }
}
