//! What the author of a backend writes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use postcache_core::{CacheStore, Clock, RegionBuilder};

/// How the suite gets at a store. Each law makes a fixture of its own.
pub trait Fixture: Default + Send + Sync + 'static {
    /// The store. A clone is the same handle, shared.
    type Store: CacheStore + Clone;

    /// The laws that this store does not keep, because it cannot: a store without quotas, one that counts nothing. The
    /// suite says so at each run, and a waiver for a law that in fact holds is a failure.
    const WAIVED: &'static [&'static str] = &[];

    /// A law that takes longer fails: something hangs.
    const TIME_LIMIT: Duration = Duration::from_secs(60);

    /// Opens the store of `namespace`, which is empty at first.
    ///
    /// Two stores opened by one name stand for two processes over the same data; two names share nothing. Give it small
    /// limits where it has any, for the laws of the quota fill it up to `StoreStats::max_entries`, but room for 2,000 entries
    /// in all and 500 of a scope: with less, laws that are not about room find entries evicted.
    fn open(&self, namespace: &str) -> impl Future<Output = Self::Store> + Send;

    /// Finishes the regions of numbers that most laws use, for stores that keep bytes: with a schema version or a codec, so
    /// that the laws are tried with them.
    fn shape(region: RegionBuilder<str, u64>) -> RegionBuilder<str, u64> {
        region
    }

    /// The clock that its stores obey. With a [`ManualClock`](postcache_core::ManualClock) the laws move time and are
    /// exact; with the system's they wait.
    fn clock(&self) -> Clock {
        Clock::system()
    }
}

/// The stores of a backend that lives in this process, by namespace: for a [`Fixture`] whose handles share their data by
/// being clones.
#[derive(Debug)]
pub struct Namespaces<S>(Mutex<HashMap<String, S>>);

impl<S: Clone> Namespaces<S> {
    /// The store of `namespace`, made at its first use.
    pub fn open(&self, namespace: &str, make: impl FnOnce() -> S) -> S {
        let mut stores = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stores.entry(namespace.to_owned()).or_insert_with(make).clone()
    }
}

impl<S> Default for Namespaces<S> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}
