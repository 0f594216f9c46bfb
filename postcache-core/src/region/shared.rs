//! What all handles of a region share, without its types.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::{RegionInfo, Site};
use crate::observe::ReadOutcome;
use crate::policy::Rules;
use crate::store::{CacheStore, Entry, OwnedEntry};
use crate::{Cache, CacheKey, InvalidKey, Policy, Scope, ScopedKey};

pub(crate) type TtlFrom = Arc<dyn Fn(&(dyn Any + Send + Sync)) -> Option<Duration> + Send + Sync>;

#[derive(Clone)]
pub(crate) struct RegionShared {
    pub(crate) cache: Cache,
    pub(crate) store: Arc<dyn CacheStore>,
    pub(crate) info: Arc<RegionInfo>,
    pub(crate) policy: Policy,
    pub(crate) rules: Rules,
    pub(crate) ttl_from: Option<TtlFrom>,
    pub(crate) enabled: bool,
    pub(crate) once: Arc<Once>,
}

/// What is decided or said once for a region.
#[derive(Debug, Default)]
pub(crate) struct Once {
    reader: OnceLock<Site>,
    told_second_reader: AtomicBool,
    told_bypass: AtomicBool,
    told_unstorable: AtomicBool,
    told_unsettled: AtomicBool,
}

impl RegionShared {
    pub(crate) fn entry<S, Q>(&self, scope: &S, key: &Q) -> Result<OwnedEntry, InvalidKey>
    where
        S: Scope + ?Sized,
        Q: CacheKey + ?Sized,
    {
        let key = ScopedKey::new(scope, self.info.number(), key)?;
        Ok(Entry::new(&key, &self.info).owned())
    }

    /// Whether `site` may use this region: the first annotated reader may, a second one may not.
    #[inline]
    pub(crate) fn admits(&self, site: &Site) -> bool {
        site.is_by_hand()
            || match self.once.reader.get() {
                Some(first) => first.is(site) || self.second_reader(first, site),
                None => self.first_reader(site),
            }
    }

    #[cold]
    fn first_reader(&self, site: &Site) -> bool {
        let first = self.once.reader.get_or_init(|| *site);
        first.is(site) || self.second_reader(first, site)
    }

    #[cold]
    fn second_reader(&self, first: &Site, second: &Site) -> bool {
        let (region, first_fn, second_fn) = (self.info.name(), first.function(), second.function());
        let says = format!(
            "region `{region}` has two readers, `{}::{first_fn}` and `{}::{second_fn}`, which would serve each other's answers; \
             give one of them a region of its own, or write `same_as = {first_fn}` if they run the same query",
            first.module(),
            second.module(),
        );
        self.cache.strictly(&says);
        if !self.once.told_second_reader.swap(true, Relaxed) {
            tracing::error!(target: "postcache::read", region, "{says}; the second is not cached");
        }
        false
    }

    /// Reads that do not ask the cache.
    #[cold]
    pub(crate) fn bypassed(&self, reads: usize, why: &'static str) {
        for _ in 0..reads {
            self.info.telemetry().read(ReadOutcome::Bypass);
        }
        if !self.once.told_bypass.swap(true, Relaxed) {
            tracing::warn!(target: "postcache::read", region = self.info.name(), why, "a read bypasses the cache");
        }
    }

    #[cold]
    pub(crate) fn unstorable(&self, why: &'static str) {
        if !self.once.told_unstorable.swap(true, Relaxed) {
            tracing::warn!(target: "postcache::fill", region = self.info.name(), why, "a value was not stored");
        }
    }

    #[cold]
    pub(crate) fn unsettled(&self) {
        if !self.once.told_unsettled.swap(true, Relaxed) {
            tracing::warn!(
                target: "postcache::mutation",
                region = self.info.name(),
                "a mutation failed with an error that does not prove that nothing was written, so its fence stands for the \
                 commit timeout; say which errors do with `Cache::builder(..).settled(|error: &YourError| ..)`"
            );
        }
    }
}

impl fmt::Debug for RegionShared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegionShared").field("name", &self.info.name()).finish_non_exhaustive()
    }
}
