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
use crate::{Cache, CacheKey, InvalidKey, Policy, RegionOverride, Scope, ScopedKey};

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
    /// What goes before whatever the code says.
    pub(crate) configured: RegionOverride,
    pub(crate) once: Arc<Once>,
}

/// What is decided or said once for a region.
#[derive(Debug, Default)]
pub(crate) struct Once {
    reader: OnceLock<Site>,
    /// The function that the reader said it is the same as, once that has read.
    named_by_reader: OnceLock<Site>,
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
                Some(first) => self.is_reader(first, site) || self.second_reader(first, site),
                None => self.first_reader(site),
            }
    }

    #[inline]
    fn is_reader(&self, first: &Site, site: &Site) -> bool {
        first.is(site) && (first.is_placed() || self.is_named_by_reader(site))
    }

    #[cold]
    fn first_reader(&self, site: &Site) -> bool {
        let first = self.once.reader.get_or_init(|| *site);
        self.is_reader(first, site) || self.second_reader(first, site)
    }

    /// Of several functions of the name in `same_as = name`, the first one that reads.
    fn is_named_by_reader(&self, site: &Site) -> bool {
        !site.is_placed() || self.once.named_by_reader.get_or_init(|| *site).is(site)
    }

    #[cold]
    fn second_reader(&self, first: &Site, second: &Site) -> bool {
        let first = if first.is_placed() { first } else { self.once.named_by_reader.get().unwrap_or(first) };
        let (region, first_fn, alike) = (self.info.name(), first.function(), first.is_called(second));
        let says = format!(
            "region `{region}` has two readers, `{}` and `{}`, which would serve each other's answers; \
             give one of them a region of its own, or write `same_as = {first_fn}` if they run the same query",
            first.path(alike),
            second.path(alike),
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
