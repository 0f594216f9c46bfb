//! All servers of a store, and how a request finds its own.

mod cluster;
mod refusals;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use postcache_core::store::Concern;
use postcache_core::{Clock, Millis};

pub(crate) use cluster::Cluster;
use refusals::Refusals;

use crate::link::{Answer, Cells, Failure, Incarnation, Link, Live, Request};
use crate::names::{Cell, Home, Slot};

/// How long a call tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Once, over a connection that is there: a miss is the better answer than a wait.
    Once,
    /// Again after whatever may pass, on a new connection too: what is asked may be done twice.
    UntilConfirmed,
}

/// Between two tries.
const FIRST_PAUSE: u64 = 5;
const LONGEST_PAUSE: u64 = 100;

/// The servers.
#[derive(Debug)]
pub(crate) struct Servers {
    layout: Layout,
    pub(crate) clock: Clock,
    /// No call takes longer.
    limit: Millis,
    pub(crate) refusals: Refusals,
    closed: AtomicBool,
}

/// Which server has which slot.
#[derive(Debug)]
pub(crate) enum Layout {
    One(Arc<Link>),
    Cluster(Arc<Cluster>),
}

impl Layout {
    fn link(&self, slot: Slot) -> Result<Arc<Link>, Failure> {
        match self {
            Self::One(link) => Ok(Arc::clone(link)),
            Self::Cluster(cluster) => cluster.link(slot).ok_or(Failure::Down),
        }
    }

    fn links(&self) -> Vec<Arc<Link>> {
        match self {
            Self::One(link) => vec![Arc::clone(link)],
            Self::Cluster(cluster) => cluster.links(),
        }
    }
}

impl Servers {
    pub(crate) fn new(layout: Layout, clock: Clock, limit: Millis) -> Self {
        let (refusals, closed) = Default::default();
        Self { layout, clock, limit, refusals, closed }
    }

    /// Ends all connections for good.
    pub(crate) fn shut(&self) {
        self.closed.store(true, Relaxed);
        self.layout.links().iter().for_each(|link| link.shut());
    }

    /// Why calls fail, as far as that is known.
    pub(crate) fn troubles(&self) -> Vec<Concern> {
        if self.closed.load(Relaxed) {
            return vec![Concern::unhealthy("the store was shut down, so reads go to their loaders")];
        }
        let links = self.layout.links();
        if links.is_empty() {
            return vec![Concern::unhealthy(
                "no node of the Redis cluster can be reached, so reads go to their loaders: does it run, and does the url name its nodes?",
            )];
        }
        let mut reasons: Vec<_> = links.iter().filter_map(|link| link.trouble()).collect();
        reasons.dedup();
        reasons.iter().map(|why| Concern::unhealthy(format!("{why}, so reads go to their loaders"))).collect()
    }

    pub(crate) fn evicts_fences(&self) -> bool {
        self.layout.links().iter().any(|link| link.live().is_ok_and(|live| live.evicts_fences()))
    }

    /// Whether a call about `slot` would fail at once, or nobody is being answered: what can be done without is not asked for.
    pub(crate) fn is_away(&self, slot: Slot) -> bool {
        self.live(slot).map_or(true, |live| live.is_silent())
    }

    /// About what the clock of the server of `slot` shows, in microseconds.
    pub(crate) fn server_time(&self, slot: Slot) -> u64 {
        self.live(slot).map_or(0, |live| live.server_time())
    }

    fn live(&self, slot: Slot) -> Result<Arc<Live>, Failure> {
        self.link(slot)?.live()
    }

    fn link(&self, slot: Slot) -> Result<Arc<Link>, Failure> {
        if self.closed.load(Relaxed) { Err(Failure::Down) } else { self.layout.link(slot) }
    }

    /// The connection to the server of a scope, if it is there and answers: what can be done without waits for nobody.
    pub(crate) fn present(&self, home: Home) -> Result<Arc<Live>, Failure> {
        let live = match &self.layout {
            _ if self.closed.load(Relaxed) => return Err(Failure::Down),
            Layout::One(link) => link.live(),
            Layout::Cluster(_) => self.live(home.slot()),
        }?;
        if live.is_silent() { Err(Failure::Down) } else { Ok(live) }
    }

    /// Looks cells of a scope up, once: a miss is the better answer than a wait.
    pub(crate) async fn look_up(
        &self,
        live: &Live,
        home: Home,
        cells: &[Cell],
    ) -> Result<(Cells, Incarnation), Failure> {
        let outcome = match &self.layout {
            Layout::One(_) => live.look_up(None, false, cells).await.map(|found| (found, live.incarnation())),
            Layout::Cluster(cluster) => look_up(cluster, live, home.slot(), cells).await,
        };
        if let Err(Failure::Refused(code)) = &outcome {
            self.refusals.met(code);
        }
        outcome
    }

    /// Sends what `make` makes of the server's incarnation: anew for every attempt, so that no id is used twice.
    pub(crate) async fn ask<'k>(
        &self,
        slot: Slot,
        patience: Patience,
        make: impl Fn(Incarnation) -> Result<Request<'k>, Failure> + Send + Sync,
    ) -> Result<Answer, Failure> {
        let deadline = self.clock.now().after(self.limit);
        self.clock.until(deadline, self.tries(slot, patience, &make)).await.unwrap_or(Err(Failure::TimedOut))
    }

    async fn tries<'k>(
        &self,
        slot: Slot,
        patience: Patience,
        make: &(impl Fn(Incarnation) -> Result<Request<'k>, Failure> + Send + Sync),
    ) -> Result<Answer, Failure> {
        let mut pause = FIRST_PAUSE;
        loop {
            let outcome = self.attempt(slot, patience, make).await;
            if let Err(Failure::Refused(code)) = &outcome {
                self.refusals.met(code);
            }
            match outcome {
                Err(failure) if patience == Patience::UntilConfirmed && failure.may_pass() => {
                    self.clock.sleep_until(self.clock.now().after(Millis::new(pause))).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<'k>(
        &self,
        slot: Slot,
        patience: Patience,
        make: &(impl Fn(Incarnation) -> Result<Request<'k>, Failure> + Send + Sync),
    ) -> Result<Answer, Failure> {
        let link = self.link(slot)?;
        let live = patience.with(&link).await?;
        let outcome = make(live.incarnation())?.send(&live, false).await;
        match (outcome, &self.layout) {
            (Err(Failure::Elsewhere(redirect)), Layout::Cluster(cluster)) => {
                let link = cluster.follow(slot, &redirect);
                let live = patience.with(&link).await?;
                // Made anew: another node is another life, too.
                make(live.incarnation())?.send(&live, redirect.ask).await
            }
            (outcome, _) => outcome,
        }
    }
}

async fn look_up(
    cluster: &Arc<Cluster>,
    live: &Live,
    slot: Slot,
    cells: &[Cell],
) -> Result<(Cells, Incarnation), Failure> {
    match live.look_up(Some(slot), false, cells).await {
        Err(Failure::Elsewhere(redirect)) => {
            let live = cluster.follow(slot, &redirect).live()?;
            let found = live.look_up(Some(slot), redirect.ask, cells).await?;
            // Another node is another life, too.
            Ok((found, live.incarnation()))
        }
        outcome => Ok((outcome?, live.incarnation())),
    }
}

impl Patience {
    async fn with(self, link: &Link) -> Result<Arc<Live>, Failure> {
        match self {
            Self::Once => link.live(),
            Self::UntilConfirmed => link.returning().await,
        }
    }
}
