//! A read: the synchronous hit first, and behind it everything else in a box of its own.

mod approach;
mod lease;
mod life;
mod miss;
mod mode;
mod settle;
mod watch;

pub(crate) use approach::Permit;
pub use life::Life;
pub(crate) use life::Terms;
pub use miss::Miss;
pub use mode::ReadMode;
pub(crate) use settle::Loaded as LoadResult;
use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;
pub(crate) use watch::LoadWatch;

use crate::observe::{Here, Operation, ReadOutcome};
use crate::region::{RegionShared, Site};
use crate::store::{Entry, Lookup, Object, Reply};
use crate::{Error, InvalidKey, KeyOf, Loaded, Region, Scope, ScopedKey};

/// What the synchronous half of a read found.
#[doc(hidden)]
#[expect(clippy::exhaustive_enums, reason = "expansions match it")]
#[expect(clippy::large_enum_variant, reason = "matched where it is made; boxing would cost the miss an allocation")]
pub enum Probe<'r, V, R> {
    /// The answer.
    Hit(R),
    /// What is left to do.
    Miss(Miss<'r, V, R>),
}

impl<V, R> std::fmt::Debug for Probe<'_, V, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hit(_) => "Hit(..)",
            Self::Miss(_) => "Miss(..)",
        })
    }
}

type Pending<'r> = Pin<Box<dyn Future<Output = Result<Lookup, Error>> + Send + 'r>>;

/// Encodes the key on the stack, asks, and answers at once if the store can.
#[inline]
pub(crate) fn probe<'r, K, V, S, Q, R, M>(
    region: &'r Region<K, V>,
    site: Site,
    mode: ReadMode,
    scope: &S,
    key: &Q,
) -> Probe<'r, V, R>
where
    K: ?Sized,
    V: Send + Sync + 'static,
    S: Scope + ?Sized,
    Q: KeyOf<K> + ?Sized,
    R: Loaded<V, M>,
{
    let shared = region.shared();
    let mut named = ScopedKey::unnamed();
    if let Err(invalid) = named.name(scope, shared.info.number(), key) {
        return Probe::Miss(Miss::bypass(shared, invalid_key(invalid)));
    }
    if !shared.is_open(&site, mode, &named) {
        return Probe::Miss(match shared.why_closed(&site, mode, &named) {
            Closed::Bypass(why) => Miss::bypass(shared, why),
            Closed::Refresh => Miss::new(shared, named, mode, None, false),
            Closed::Quarantined => Miss::new(shared, named, mode, None, true),
        });
    }
    let here = shared.info.telemetry().reads_here();
    // Taken apart where it is made: each move of the answer costs more than it weighs.
    match shared.glance(&named, here) {
        Reply::Ready(Ok(Lookup::Hit(object))) => {
            match object.downcast::<V>().ok().and_then(|value| R::give(Some(value))) {
                Some(hit) => {
                    shared.hit(here);
                    Probe::Hit(hit)
                }
                // The object of another cache on the same store, which named a region alike and made it of other types.
                None => Probe::Miss(Miss::new(shared, named, mode, None, false)),
            }
        }
        other => no_value(shared, named, mode, other, here),
    }
}

/// Why a read does not look the entry up.
enum Closed {
    Bypass(&'static str),
    Refresh,
    /// Its invalidations have not reached the store: neither read nor filled.
    Quarantined,
}

type Looked<'s> = Reply<'s, Result<Lookup, Error>>;

/// What is not a value.
#[inline(never)]
fn no_value<'r, V, R, M>(
    region: &'r Arc<RegionShared>,
    key: ScopedKey,
    mode: ReadMode,
    looked: Looked<'r>,
    here: Here<'_>,
) -> Probe<'r, V, R>
where
    V: Send + Sync + 'static,
    R: Loaded<V, M>,
{
    let (pending, failed) = match looked {
        Reply::Ready(Ok(Lookup::Negative)) => match R::give(None) {
            Some(none) => {
                region.hit(here);
                return Probe::Hit(none);
            }
            // No room for "there is none" in this return type.
            None => (None, false),
        },
        Reply::Ready(Ok(_)) => (None, false),
        Reply::Ready(Err(error)) => {
            region.cache.store_telemetry().failed(Operation::Get, &error, region.cache.clock().now());
            (None, true)
        }
        Reply::Later(pending) => (Some(pending), false),
    };
    Probe::Miss(Miss::new(region, key, mode, pending, failed))
}

impl RegionShared {
    /// Whether the entry may be looked up.
    #[inline]
    fn is_open(&self, site: &Site, mode: ReadMode, key: &ScopedKey) -> bool {
        self.enabled
            && matches!(mode, ReadMode::Normal | ReadMode::OnlyIfCached)
            && self.admits(site)
            && !self.cache.quarantines(key)
    }

    #[cold]
    fn why_closed(&self, site: &Site, mode: ReadMode, key: &ScopedKey) -> Closed {
        if !self.enabled {
            Closed::Bypass("the region is switched off by configuration")
        } else if !self.admits(site) {
            Closed::Bypass("another function reads this region")
        } else if mode == ReadMode::Bypass {
            Closed::Bypass("asked for by `ReadMode::Bypass`")
        } else if self.cache.quarantines(key) {
            Closed::Quarantined
        } else {
            Closed::Refresh
        }
    }

    /// Asks the store.
    #[inline]
    fn glance(&self, key: &ScopedKey, here: Here<'_>) -> Looked<'_> {
        const ONE_IN: u64 = 1024;
        if here.count(ReadOutcome::Hit).is_multiple_of(ONE_IN) {
            self.timed(key)
        } else {
            self.store.get(Entry::new(key, &self.info))
        }
    }

    #[cold]
    fn timed(&self, key: &ScopedKey) -> Looked<'_> {
        let watch = self.cache.clock().stopwatch();
        let looked = self.store.get(Entry::new(key, &self.info));
        if !matches!(looked, Reply::Later(_)) {
            self.cache.store_telemetry().record(Operation::Get, watch.elapsed());
        }
        self.cache.window().observe(&self.cache);
        looked
    }

    #[inline]
    fn hit(&self, here: Here<'_>) {
        here.add(ReadOutcome::Hit);
        tracing::trace!(target: "postcache::read", region = self.info.name(), outcome = "hit");
    }
}

#[cold]
fn invalid_key(invalid: InvalidKey) -> &'static str {
    match invalid {
        InvalidKey::Scope(_) => "the scope identifies nobody: its id is empty, missing or too long",
        InvalidKey::TooLong => "a component of the key is longer than 4 GiB",
    }
}

/// The object of a typed value.
fn erase<V: Send + Sync + 'static>(value: Arc<V>) -> Object {
    value as Arc<dyn Any + Send + Sync>
}
