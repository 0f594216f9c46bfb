//! The store.

mod acquire;
mod concerns;
mod covered;
mod dead;
mod fill;
mod finish;
mod judge;
mod mutation;
mod packing;
mod probe;
mod read;
mod stamp_ttl;
mod ticket;

#[cfg(fuzzing)]
pub(crate) use judge::judge;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use async_trait::async_trait;
use postcache_core::store::{
    Cells, Entry, Fence, FenceTerms, Filled, Finish, Finished, Lease, LeaseTerms, Leased, Lookup, Payload, Reply,
    StoreStats,
};
use postcache_core::{CacheStore, Clock, Error, Millis, ScopeKey};
use tokio::runtime::Handle;

use dead::Dead;
pub(crate) use packing::Packing;
pub(crate) use stamp_ttl::StampTtl;

use crate::RedisStoreBuilder;
use crate::counts::{Counters, Counts};
use crate::fences::Fences;
use crate::names::Names;
use crate::servers::Servers;
use crate::tasks::Background;

/// Entries in a Redis server, shared by all processes with the same namespace and secret.
///
/// A hit is one round trip and at most one command, whatever the number of tags: callers that look something up at the same
/// time share one. Clearing a scope or a tag is O(1). Reads never fail
/// because of it: with no connection they go to their loader at once, and a connection that broke is made again in the
/// background. There are no quotas: how much a server keeps is its own `maxmemory`.
///
/// Clones share one store; its connections end with the last of them.
///
/// ```no_run
/// # async fn example() -> Result<(), postcache_core::Error> {
/// let store = postcache_redis::RedisStore::builder("redis://127.0.0.1:6379").namespace("blog").secret("..").connect().await?;
/// let cache = postcache_core::Cache::new(store);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct RedisStore(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    names: Names,
    servers: Servers,
    clock: Clock,
    stamp_ttl: StampTtl,
    packing: Packing,
    counters: Counters,
    dead: Dead,
    fences: Arc<Fences>,
    /// Another process has another secret.
    stranger: AtomicBool,
    background: Background,
}

impl RedisStore {
    /// Connects to the server of `url`, with the defaults of a [builder](Self::builder).
    ///
    /// # Errors
    ///
    /// As [`RedisStoreBuilder::connect`].
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, nothing is left.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Self::builder(url).connect().await
    }

    /// Describes a store at `url`.
    ///
    /// `redis://[user:password@]host[:port][/database]`, `unix:///path[?db=..&user=..&pass=..]`,
    /// `redis+cluster://[user:password@]host:port,host:port`,
    /// `redis+sentinel://[user:password@]host:port,host:port/name[/database]`, with `?sentinel_user=..&sentinel_pass=..` where
    /// the Sentinels have credentials of their own; for TLS, `rediss` in place of `redis`.
    pub fn builder(url: &str) -> RedisStoreBuilder {
        RedisStoreBuilder::new(url)
    }

    pub(crate) fn assemble(
        names: Names,
        servers: Servers,
        runtime: Handle,
        stamp_ttl: StampTtl,
        packing: Packing,
    ) -> Self {
        let clock = servers.clock.clone();
        let (counters, dead, fences, stranger) = Default::default();
        let background = Background::on(runtime);
        let shared = Shared { names, servers, clock, stamp_ttl, packing, counters, dead, fences, stranger, background };
        let store = Self(Arc::new(shared));
        store.0.background.spawn("probe", probe::watch(Arc::downgrade(&store.0)));
        store
    }

    /// How often it met what it should not have.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.0.counters.read()
    }

    /// Begins `work` now, and goes on with it when the caller is gone. It keeps the store for as long as one call may take.
    fn afterwards<F>(&self, name: &'static str, work: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.0.background.begin(name, work(self.clone()));
    }
}

#[async_trait]
impl CacheStore for RedisStore {
    fn get<'s>(&'s self, entry: Entry<'_>) -> Reply<'s, Result<Lookup, Error>> {
        self.0.get(entry)
    }

    fn get_many<'s>(&'s self, entries: &[Entry<'_>]) -> Reply<'s, Result<Vec<Lookup>, Error>> {
        self.0.get_many(entries)
    }

    async fn lease(&self, entry: Entry<'_>, terms: LeaseTerms) -> Result<Leased, Error> {
        self.0.lease(entry, terms).await
    }

    async fn fill(&self, lease: Lease, payload: Payload) -> Result<Filled, Error> {
        self.0.fill(lease, payload).await
    }

    fn release(&self, lease: Lease) {
        self.afterwards("release", async move |store| store.0.release(&lease).await);
    }

    async fn begin(&self, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        self.0.begin(cells, terms).await
    }

    async fn renew(&self, fence: &Fence) -> Result<(), Error> {
        self.0.renew(fence).await
    }

    async fn finish(&self, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        self.0.finish(fence, finish).await
    }

    fn lapse(&self, fence: &Fence, hold: Millis) {
        let Some(ticket) = ticket::FenceTicket::of(fence) else { return };
        ticket.lapses();
        let now = self.0.clock.now();
        self.0.fences.held(now, now.after(hold));
        self.afterwards("lapse", async move |store| store.0.lapse(&ticket, hold).await);
    }

    async fn invalidate(&self, cells: Cells) -> Result<(), Error> {
        self.0.invalidate(&cells).await
    }

    async fn clear_scope(&self, scope: &ScopeKey) -> Result<(), Error> {
        let mut cells = Cells::of(scope.clone());
        cells.whole_scope = true;
        self.0.invalidate(&cells).await
    }

    /// Nothing: the server frees what has expired.
    async fn run_pending(&self) {}

    fn stats(&self) -> StoreStats {
        let mut stats = StoreStats::default();
        stats.fences = self.0.fences.standing() as u64;
        stats.concerns = self.0.concerns();
        stats.holds = self.0.fences.holds(self.0.clock.now()) as u64;
        if let Some((raised, region)) = self.0.fences.oldest() {
            stats.oldest_fence = Some(self.0.clock.now().saturating_since(raised));
            stats.oldest_fence_region = region;
        }
        stats
    }

    fn keeps_objects(&self) -> bool {
        false
    }

    /// Fences that lapsed and leases that are given back are sent before the connections end.
    async fn shutdown(&self, limit: Millis) {
        let clock = &self.0.clock;
        clock.until(clock.now().after(limit), self.0.background.done()).await;
        self.0.servers.shut();
    }
}
