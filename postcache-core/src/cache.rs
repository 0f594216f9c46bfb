//! Owns a store, and what the readers and writers of this process share.

mod builder;
mod invalidate;
mod queue;
mod registry;
mod settings;
mod settled;
mod shutdown;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::Instrument;

pub use builder::CacheBuilder;
pub(crate) use registry::{Registration, Registry, Types};
pub use settings::RegionOverride;
pub(crate) use settings::Settings;
pub(crate) use settled::Settled;
pub use shutdown::{Shutdown, Undelivered};

use crate::clock::{Clock, Millis};
use crate::flight::Flights;
use crate::health::Window;
use crate::observe::{Operation, StoreTelemetry};
use crate::quarantine::Quarantine;
use crate::region::{RegionBuilder, RegionShared};
use crate::store::{CacheStore, StoreStats};
use crate::{CacheKey, CacheStats, Error, ErrorKind, Health, MutationBuilder, Policy, Scope};

/// A cache: a store, a clock, and the loads and mutations under way in this process. Clones share it.
///
/// Its data is reached through regions ([`region`](Self::region)), each of which is one kind of value.
#[derive(Clone)]
pub struct Cache(Arc<Shared>);

struct Shared {
    store: Arc<dyn CacheStore>,
    clock: Clock,
    settings: Settings,
    settled: Settled,
    flights: Arc<Flights>,
    registry: Registry,
    quarantine: Quarantine,
    store_telemetry: StoreTelemetry,
    invalidations: invalidate::Counters,
    window: Window,
    draining: queue::Draining,
}

impl Cache {
    /// A cache over `store`, with every setting at its default.
    ///
    /// # Panics
    ///
    /// Never: the defaults are in range.
    #[must_use]
    pub fn new(store: impl CacheStore) -> Self {
        Self::builder(store).build_default()
    }

    /// A cache over `store`, with settings.
    pub fn builder(store: impl CacheStore) -> CacheBuilder {
        CacheBuilder::new(Arc::new(store))
    }

    pub(crate) fn assemble(store: Arc<dyn CacheStore>, clock: Clock, settings: Settings, settled: Settled) -> Self {
        let window = Window::new(clock.now());
        Self(Arc::new(Shared {
            store,
            clock,
            settings,
            settled,
            flights: Arc::default(),
            registry: Registry::default(),
            quarantine: Quarantine::default(),
            store_telemetry: StoreTelemetry::new(),
            invalidations: invalidate::Counters::new(),
            window,
            draining: queue::Draining::default(),
        }))
    }

    /// A region for values that can live on any store.
    ///
    /// `K` and `V` are usually inferred from the field that holds the region. The same name with the same types, tags and
    /// policy gives the same region again.
    pub fn region<K, V>(&self, name: impl Into<String>) -> RegionBuilder<K, V>
    where
        K: CacheKey + ?Sized + 'static,
        V: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        RegionBuilder::new(self.clone(), name.into())
    }

    /// A region for values that do not serialize and so cannot leave this process: an error on a remote store. It needs a
    /// [`weigher`](RegionBuilder::weigher).
    pub fn local_region<K, V>(&self, name: impl Into<String>) -> RegionBuilder<K, V>
    where
        K: CacheKey + ?Sized + 'static,
        V: Send + Sync + 'static,
    {
        RegionBuilder::local(self.clone(), name.into())
    }

    /// Describes a mutation of data in `scope`: what it will change is named before it begins.
    pub fn mutation<S: Scope + ?Sized>(&self, scope: &S) -> MutationBuilder {
        MutationBuilder::new(self.clone(), scope, None)
    }

    /// The counts of the store and of every region. With feature `metrics`, this and [`health`](Self::health) set the gauges
    /// of fences and quarantined scopes.
    #[must_use]
    pub fn stats(&self) -> CacheStats {
        CacheStats { regions: self.0.registry.stats(), store: self.store_stats() }
    }

    /// How it does, with the reasons in words.
    #[must_use]
    pub fn health(&self) -> Health {
        crate::health::examine(self)
    }

    /// Does the store's housekeeping that is due now, all of it, and what of a queue of invalidations can be sent.
    ///
    /// # Cancel safety
    ///
    /// What was not done is done the next time.
    pub async fn run_pending(&self) {
        self.drain_once().await;
        self.0.store.run_pending().await;
    }

    /// The clock that moves only by hand, in a cache made with one.
    #[cfg(feature = "test-util")]
    #[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
    #[must_use]
    pub fn manual_clock(&self) -> Option<&crate::ManualClock> {
        self.0.clock.as_manual()
    }

    /// Whether both are handles of one cache.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    #[inline]
    pub(crate) fn store(&self) -> &Arc<dyn CacheStore> {
        &self.0.store
    }

    #[inline]
    pub(crate) fn quarantine(&self) -> &Quarantine {
        &self.0.quarantine
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn flights(&self) -> &Arc<Flights> {
        &self.0.flights
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn store_telemetry(&self) -> &StoreTelemetry {
        &self.0.store_telemetry
    }

    pub(crate) fn window(&self) -> &Window {
        &self.0.window
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    pub(crate) fn store_stats(&self) -> StoreStats {
        let stats = self.0.store.stats();
        crate::observe::set_gauges(&stats, self.0.quarantine.len());
        stats
    }

    pub(crate) fn default_policy(&self) -> Policy {
        self.0.settings.policy
    }

    pub(crate) fn is_settled<E: 'static>(&self, error: &E) -> bool {
        self.0.settled.proves(error)
    }

    /// In development and in tests a mistake that leaks or serves the wrong data ends the program at once.
    pub(crate) fn strictly(&self, says: &str) {
        assert!(!self.0.settings.strict || std::thread::panicking(), "postcache: {says}");
    }

    /// Runs one operation of the store, counted and timed, for at most `limit`.
    pub(crate) async fn timed<T>(
        &self,
        operation: Operation,
        limit: Millis,
        answer: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let watch = self.0.clock.stopwatch();
        let deadline = self.0.clock.now().after(limit);
        let span = tracing::debug_span!(target: "postcache::store", "store", op = operation.as_str());
        let answer = self.0.clock.until(deadline, answer).instrument(span).await.unwrap_or_else(|| {
            Err(Error::new(ErrorKind::TimedOut, format!("{} took longer than its store timeout", operation.as_str())))
        });
        self.0.store_telemetry.record(operation, watch.elapsed());
        if let Err(error) = &answer {
            self.0.store_telemetry.failed(operation, error, self.0.clock.now());
        }
        answer
    }

    pub(crate) fn register(&self, registration: Registration) -> Result<RegionShared, Error> {
        self.0.registry.register(self, registration)
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("store", &self.0.store).finish_non_exhaustive()
    }
}
