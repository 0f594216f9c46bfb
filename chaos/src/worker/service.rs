//! A service's cache, and the tasks that use it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use postcache::{Cache, OnBehalfOf, Policy, RedisStore, Region};

use super::Job;
use super::chance::Chance;
use super::naive::Naive;
use super::office::Office;
use super::owed::Owed;
use super::rows::{Page, Row};
use super::witness::Witness;
use crate::tasks;
use crate::terms::{COMMIT_TIMEOUT, FENCE_TTL, INVALIDATION_TIMEOUT, JOIN_TIMEOUT, SHUTDOWN, STORE_TIMEOUT, VALUE_TTL};
use crate::wire::{Line, Tally};

/// The tag of all pages of a scope.
pub(super) const LISTS: &str = "lists";

#[derive(Debug)]
pub(super) struct Service {
    pub(super) cached: Cached,
    pub(super) office: Office,
    pub(super) tally: Arc<Tally>,
    pub(super) owed: Arc<Owed>,
    pub(super) strict: bool,
}

#[derive(Debug)]
pub(super) enum Cached {
    PostCache { cache: Cache, rows: Region<u32, Row>, pages: Region<u32, Page> },
    Naive(Box<Naive>),
}

impl Service {
    pub(super) async fn open(job: &Job, office: Office, tally: Arc<Tally>) -> io::Result<Self> {
        let owed = Arc::<Owed>::default();
        let cached = if job.naive {
            Cached::Naive(Box::new(Naive::open(&job.redis)?))
        } else {
            let builder = RedisStore::builder(&job.redis).namespace("chaos").secret("a secret of this run");
            let store = builder.timeout(INVALIDATION_TIMEOUT).connect().await.map_err(io::Error::other)?;
            let (office, tally, owed) = (office.clone(), Arc::clone(&tally), Arc::clone(&owed));
            let witness = Witness { store, office, tally, owed, fences_lost: AtomicU64::new(0) };
            Cached::over(witness).map_err(io::Error::other)?
        };
        Ok(Self { cached, office, tally, owed, strict: job.strict })
    }

    /// What was still not done after more than enough time.
    pub(super) async fn shut_down(&self) -> Option<String> {
        let Cached::PostCache { cache, .. } = &self.cached else { return None };
        let left = cache.shutdown(SHUTDOWN).await;
        (!left.is_clean()).then(|| format!("a shutdown left something undone: {left:?}"))
    }
}

impl Cached {
    fn over(store: Witness) -> Result<Self, postcache::Error> {
        // The store's own question for the owner would hide a foreign value as a miss.
        const WHY: &str = "the checker asks every answer whose it is";
        let policy = Policy::default()
            .ttl(VALUE_TTL)
            .negative_ttl(VALUE_TTL)
            .store_timeout(STORE_TIMEOUT)
            .join_timeout(JOIN_TIMEOUT);
        let cache = Cache::builder(store)
            .policy(policy)
            .fence_ttl(FENCE_TTL)
            .commit_timeout(COMMIT_TIMEOUT)
            .invalidation_timeout(INVALIDATION_TIMEOUT)
            .build()?;
        let rows = cache.region("row").unchecked(WHY)?;
        let pages = cache.region("page").tags([LISTS]).unchecked(WHY)?;
        Ok(Self::PostCache { cache, rows, pages })
    }
}

/// One task.
#[derive(Debug)]
pub(super) struct Actor {
    pub(super) service: Arc<Service>,
    pub(super) line: Line,
    pub(super) chance: Chance,
}

impl Actor {
    pub(super) fn new(service: Arc<Service>, line: Line, seed: u64) -> Self {
        Self { service, line, chance: Chance::new(seed) }
    }

    pub(super) async fn work(mut self, ending: Arc<AtomicBool>) -> io::Result<()> {
        const LONGEST_PAUSE_MS: u64 = 3;
        while !ending.load(Relaxed) {
            if self.chance.one_in(18) {
                self.write().await?;
            } else {
                self.read().await?;
            }
            let pause = self.chance.below(LONGEST_PAUSE_MS);
            tasks::sleep_ms(pause).await;
        }
        Ok(())
    }

    pub(super) fn count(&self, what: &str) {
        self.service.tally.add(what);
    }
}

/// The user whose rows are read and written.
pub(super) fn user(scope: i64) -> OnBehalfOf<i64> {
    OnBehalfOf::new(scope, "a user of the checker")
}
