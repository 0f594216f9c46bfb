//! A read: the synchronous hit first, and behind it everything else in a box of its own.

mod approach;
mod lease;
mod miss;
mod mode;
mod settle;
mod watch;

pub(crate) use approach::Permit;
pub use miss::Miss;
pub use mode::ReadMode;
pub(crate) use settle::Loaded as LoadResult;
use std::any::Any;
use std::pin::Pin;
use std::sync::Arc;
pub(crate) use watch::LoadWatch;

use crate::observe::{Operation, ReadOutcome};
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

/// What the store said at once, without the types.
enum Glance<'r> {
    Hit(Object),
    Negative,
    Miss,
    Later(Pending<'r>),
    Failed,
}

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
    let key = match ScopedKey::new(scope, shared.info.number(), key) {
        Ok(key) => key,
        Err(invalid) => return Probe::Miss(Miss::bypass(shared, invalid_key(invalid))),
    };
    if let Some(why) = shared.closed(&site, mode, &key) {
        return Probe::Miss(match why {
            Closed::Bypass(why) => Miss::bypass(shared, why),
            Closed::Refresh => Miss::new(shared, key, mode, None, false),
            Closed::Quarantined => Miss::new(shared, key, mode, None, true),
        });
    }
    let kept = match shared.glance(&key) {
        Glance::Hit(object) => Arc::downcast::<V>(object).map(Some),
        Glance::Negative => Ok(None),
        Glance::Miss => return Probe::Miss(Miss::new(shared, key, mode, None, false)),
        Glance::Later(pending) => return Probe::Miss(Miss::new(shared, key, mode, Some(pending), false)),
        Glance::Failed => return Probe::Miss(Miss::new(shared, key, mode, None, true)),
    };
    match kept.map(R::give) {
        Ok(Some(hit)) => {
            shared.hit();
            Probe::Hit(hit)
        }
        // No room for "there is none" in this return type; or the object of another cache on the same store, which named a
        // region alike and made it of other types.
        Ok(None) | Err(_) => Probe::Miss(Miss::new(shared, key, mode, None, false)),
    }
}

/// Why a read does not look the entry up.
enum Closed {
    Bypass(&'static str),
    Refresh,
    /// Its invalidations have not reached the store: neither read nor filled.
    Quarantined,
}

impl RegionShared {
    /// Whether the entry may be looked up.
    #[inline]
    fn closed(&self, site: &Site, mode: ReadMode, key: &ScopedKey) -> Option<Closed> {
        let open = self.enabled
            && matches!(mode, ReadMode::Normal | ReadMode::OnlyIfCached)
            && self.admits(site)
            && !self.cache.quarantine().holds(key);
        if open { None } else { Some(self.why_closed(site, mode, key)) }
    }

    #[cold]
    fn why_closed(&self, site: &Site, mode: ReadMode, key: &ScopedKey) -> Closed {
        if !self.enabled {
            Closed::Bypass("the region is switched off by configuration")
        } else if !self.admits(site) {
            Closed::Bypass("another function reads this region")
        } else if mode == ReadMode::Bypass {
            Closed::Bypass("asked for by `ReadMode::Bypass`")
        } else if self.cache.quarantine().holds(key) {
            Closed::Quarantined
        } else {
            Closed::Refresh
        }
    }

    /// Asks the store, and takes what is there at once.
    #[inline]
    fn glance(&self, key: &ScopedKey) -> Glance<'_> {
        const ONE_IN: u64 = 1024;
        if self.info.telemetry().reads(ReadOutcome::Hit).is_multiple_of(ONE_IN) {
            self.timed(key)
        } else {
            self.ask(key)
        }
    }

    #[inline]
    fn ask(&self, key: &ScopedKey) -> Glance<'_> {
        match self.store.get(Entry::new(key, &self.info)) {
            Reply::Ready(Ok(Lookup::Hit(object))) => Glance::Hit(object),
            Reply::Ready(Ok(Lookup::Negative)) => Glance::Negative,
            Reply::Ready(Ok(Lookup::Miss)) => Glance::Miss,
            Reply::Ready(Err(error)) => {
                self.cache.store_telemetry().failed(Operation::Get, &error, self.cache.clock().now());
                Glance::Failed
            }
            Reply::Later(pending) => Glance::Later(pending),
        }
    }

    #[cold]
    fn timed(&self, key: &ScopedKey) -> Glance<'_> {
        let watch = self.cache.clock().stopwatch();
        let glance = self.ask(key);
        if !matches!(glance, Glance::Later(_)) {
            self.cache.store_telemetry().record(Operation::Get, watch.elapsed());
        }
        self.cache.window().observe(&self.cache);
        glance
    }

    #[inline]
    fn hit(&self) {
        self.info.telemetry().read(ReadOutcome::Hit);
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
