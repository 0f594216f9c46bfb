//! A typed, named part of the cache.

mod builder;
mod info;
mod number;
mod shared;
mod site;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

pub use builder::RegionBuilder;
pub(crate) use info::Weigher;
pub use info::{RegionInfo, Unstorable};
pub use number::{RegionNumber, TagSet};
pub(crate) use shared::{Once, RegionShared, TtlFrom};
pub use site::Site;

use crate::policy::Rules;
use crate::read::{Probe, ReadMode, probe};
use crate::store::{Cells, OwnedEntry};
use crate::{Cache, Error, InvalidKey, KeyOf, Loaded, Policy, RegionStats, Scope};

/// A typed, named part of the cache, with its own policy and its own tags; the handle that an application holds.
///
/// `K` is what its entries are named by, `V` what they hold. Cloning shares it. Made by
/// [`Cache::region`](crate::Cache::region).
///
/// Every method takes a [`Scope`]: an entry of another scope cannot be named.
pub struct Region<K: ?Sized, V> {
    shared: Arc<RegionShared>,
    types: PhantomData<fn(&K) -> V>,
}

impl<K: ?Sized, V> Region<K, V> {
    pub(crate) fn from_shared(shared: RegionShared) -> Self {
        Self { shared: Arc::new(shared), types: PhantomData }
    }

    #[inline]
    pub(crate) fn shared(&self) -> &Arc<RegionShared> {
        &self.shared
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.shared.info.name()
    }

    /// The cache that made it.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.shared.cache
    }

    /// What it has counted so far.
    #[must_use]
    pub fn stats(&self) -> RegionStats {
        self.shared.info.telemetry().snapshot(self.name())
    }

    /// The same region, entries included, under another policy: for single calls that need one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config): a setting is out of range. Size limits and tags belong to the
    /// region itself and stay as they are.
    pub fn with(&self, change: impl FnOnce(Policy) -> Policy) -> Result<Self, Error> {
        let policy = change(self.shared.policy);
        let rules = Rules::try_from(policy)?;
        Ok(Self::from_shared(RegionShared { policy, rules, ..RegionShared::clone(&self.shared) }))
    }
}

impl<K: ?Sized, V: Send + Sync + 'static> Region<K, V> {
    /// The value of `key`, from the cache or from `loader`; returns what the loader returns, its error type included.
    ///
    /// The loader runs in the caller's task, at most once, and only after the right to fill was taken, so its query must
    /// start inside it and read the primary. Concurrent callers of a missing entry share one load.
    ///
    /// # Errors
    ///
    /// The loader's, and nothing else: a store that is slow, full or gone makes the call slower, never failed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the load; another caller that waited for it loads instead.
    pub async fn get_or_load<R, M, S, Q, F>(&self, scope: &S, key: &Q, loader: impl FnOnce() -> F) -> R
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
        R: Loaded<V, M>,
        F: Future<Output = R>,
    {
        self.get_or_load_with(ReadMode::Normal, scope, key, loader).await
    }

    /// [`get_or_load`](Self::get_or_load) in another [`ReadMode`].
    ///
    /// # Errors
    ///
    /// The loader's.
    ///
    /// # Cancel safety
    ///
    /// As [`get_or_load`](Self::get_or_load).
    pub async fn get_or_load_with<R, M, S, Q, F>(
        &self,
        mode: ReadMode,
        scope: &S,
        key: &Q,
        loader: impl FnOnce() -> F,
    ) -> R
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
        R: Loaded<V, M>,
        F: Future<Output = R>,
    {
        match probe(self, Site::BY_HAND, mode, scope, key) {
            Probe::Hit(hit) => hit,
            Probe::Miss(miss) => miss.load(async { loader().await }).await,
        }
    }

    /// [`get_or_load`](Self::get_or_load) that waits for the loader for at most `limit`, and then returns `late`.
    ///
    /// # Errors
    ///
    /// The loader's, and what `late` makes of [`Elapsed`](crate::Elapsed).
    ///
    /// # Cancel safety
    ///
    /// As [`get_or_load`](Self::get_or_load); a load that took too long is dropped.
    pub async fn load_within<R, M, S, Q, F>(
        &self,
        limit: Duration,
        late: impl FnOnce(crate::Elapsed) -> R,
        scope: &S,
        key: &Q,
        loader: impl FnOnce() -> F,
    ) -> R
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
        R: Loaded<V, M>,
        F: Future<Output = R>,
    {
        match probe(self, Site::BY_HAND, ReadMode::Normal, scope, key) {
            Probe::Hit(hit) => hit,
            Probe::Miss(miss) => miss.load_within(limit, late, async { loader().await }).await,
        }
    }

    /// The cached value, if there is a fresh one; a cached "not found" is `None` too.
    ///
    /// # Cancel safety
    ///
    /// Changes nothing.
    pub async fn get<S, Q>(&self, scope: &S, key: &Q) -> Option<Arc<V>>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
    {
        match probe::<K, V, S, Q, Option<Arc<V>>, _>(self, Site::BY_HAND, ReadMode::OnlyIfCached, scope, key) {
            Probe::Hit(hit) => hit,
            Probe::Miss(miss) => miss.look().await,
        }
    }

    /// The cached value, if the store can answer without waiting.
    #[must_use]
    pub fn peek<S, Q>(&self, scope: &S, key: &Q) -> Option<Arc<V>>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
    {
        match probe::<K, V, S, Q, Arc<V>, _>(self, Site::BY_HAND, ReadMode::OnlyIfCached, scope, key) {
            Probe::Hit(hit) => Some(hit),
            Probe::Miss(miss) => {
                miss.peeked();
                None
            }
        }
    }

    /// Invalidates one entry, after a change that did not go through a [`Mutation`](crate::Mutation).
    ///
    /// Prefer a mutation: its fence also stands while the change is under way.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidKey`](crate::ErrorKind::InvalidKey): the scope or the key names nothing.
    /// [`ErrorKind::Pending`](crate::ErrorKind::Pending): the store could not be reached; it will be repeated.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, it may not have happened.
    pub async fn invalidate<S, Q>(&self, scope: &S, key: &Q) -> Result<(), Error>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
    {
        let entry = self.entry(scope, key).map_err(Error::from)?;
        let mut cells = Cells::of(entry.key.to_scope_key());
        cells.entries.push(entry);
        self.cache().invalidate_cells(crate::observe::InvalidationKind::Entry, cells).await
    }

    /// The entry of `key`, as a store sees it: for tests of a [`CacheStore`](crate::CacheStore).
    ///
    /// # Errors
    ///
    /// The scope identifies nobody, or the key is too long.
    pub fn entry<S, Q>(&self, scope: &S, key: &Q) -> Result<OwnedEntry, InvalidKey>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
    {
        self.shared.entry(scope, key)
    }
}

impl<K: ?Sized, V> Clone for Region<K, V> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), types: PhantomData }
    }
}

impl<K: ?Sized, V> fmt::Debug for Region<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region").field("name", &self.name()).finish_non_exhaustive()
    }
}
