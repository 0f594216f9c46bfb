//! The cold half of a read.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use super::approach::{Approach, Permit};
use super::settle::Loaded as LoadResult;
use super::watch::LoadWatch;
use super::{Life, Pending, ReadMode, erase};
use crate::clock::Millis;
use crate::flight;
use crate::observe::LoadOutcome;
use crate::region::RegionShared;
use crate::store::Kept;
use crate::{Elapsed, Loaded, ScopedKey};

/// What is left to do after a read found nothing at once. Holds nothing of the caller's arguments, so the loader may move
/// them.
#[doc(hidden)]
#[must_use = "a miss does nothing until it loads"]
pub struct Miss<'r, V, R> {
    pub(super) region: &'r Arc<RegionShared>,
    /// Absent where the read bypasses the cache.
    pub(super) key: Option<ScopedKey>,
    pub(super) mode: ReadMode,
    pub(super) pending: Option<Pending<'r>>,
    /// The store failed or the scope is quarantined: load, and fill nothing.
    pub(super) without_store: bool,
    shape: Shape<V, R>,
    life: Life<V>,
}

/// `Loaded`, as it was found at the probe: `load` needs no bound of its own, so a wrong return type is one error, not two.
struct Shape<V, R> {
    keep: fn(R) -> Result<Option<Arc<V>>, R>,
    give: fn(Option<Arc<V>>) -> Option<R>,
}

impl<V, R> Clone for Shape<V, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, R> Copy for Shape<V, R> {}

impl<V: Send + Sync + 'static, R> Shape<V, R> {
    /// The result that stands for what is kept, if the types have room for it.
    fn answer(self, kept: Kept) -> Option<R> {
        match kept {
            None => (self.give)(None),
            Some(object) => (self.give)(Some(object.downcast().ok()?)),
        }
    }

    fn accepts(self) -> fn(&Kept) -> bool {
        if (self.give)(None).is_some() {
            |kept| kept.as_ref().is_none_or(|object| object.is::<V>())
        } else {
            |kept| kept.as_ref().is_some_and(|object| object.is::<V>())
        }
    }
}

impl<'r, V: Send + Sync + 'static, R> Miss<'r, V, R> {
    #[cold]
    pub(super) fn new<M>(
        region: &'r Arc<RegionShared>,
        key: ScopedKey,
        mode: ReadMode,
        pending: Option<Pending<'r>>,
        without_store: bool,
    ) -> Self
    where
        R: Loaded<V, M>,
    {
        let shape = Shape { keep: R::keep, give: R::give };
        Self { region, key: Some(key), mode, pending, without_store, shape, life: Life::UNSAID }
    }

    #[cold]
    pub(super) fn bypass<M>(region: &'r Arc<RegionShared>, why: &'static str) -> Self
    where
        R: Loaded<V, M>,
    {
        region.bypassed(1, why);
        let shape = Shape { keep: R::keep, give: R::give };
        Self {
            region,
            key: None,
            mode: ReadMode::Bypass,
            pending: None,
            without_store: true,
            shape,
            life: Life::UNSAID,
        }
    }

    /// How long what this call loads may be served.
    pub fn living(mut self, life: Life<V>) -> Self {
        self.life = life;
        self
    }

    /// The cached value after all, or what another caller is loading; else the loader's.
    ///
    /// In a box of its own: inline it would be more than 1 KB of the caller's future, which a hit pays for too. A named type
    /// and not `dyn`, so it is `Send` exactly when the loader is. The loader is a future that nobody has polled, so it
    /// starts after the lease.
    #[cold]
    pub fn load(self, loader: impl Future<Output = R>) -> Pin<Box<impl Future<Output = R>>> {
        Box::pin(self.run(Millis::MAX, |_: Elapsed| None, loader))
    }

    /// The same, with a limit for the loader.
    #[cold]
    pub fn load_within(
        self,
        limit: Duration,
        late: impl FnOnce(Elapsed) -> R,
        loader: impl Future<Output = R>,
    ) -> Pin<Box<impl Future<Output = R>>> {
        let limit = Millis::saturating(limit).min(Millis::MAX);
        Box::pin(self.run(limit, |elapsed| Some(late(elapsed)), loader))
    }

    async fn run(self, limit: Millis, late: impl FnOnce(Elapsed) -> Option<R>, loader: impl Future<Output = R>) -> R {
        // Pinned once: moved into each of its places, it would be in this future once for each.
        let mut loader = pin!(loader);
        let (shape, life, region) = (self.shape, self.life, self.region);
        let accepts = shape.accepts();
        let permit = match self.approach(accepts, limit).await {
            Approach::Answer(kept) => match shape.answer(kept) {
                Some(answer) => return answer,
                None => Permit::none(),
            },
            Approach::Load(permit) => permit,
        };
        let clock = region.cache.clock();
        let load = LoadWatch::start(region);
        let in_time = if limit == Millis::MAX {
            Some(flight::loading(&region.info, loader.as_mut()).await)
        } else {
            clock.until(clock.now().after(limit), flight::loading(&region.info, loader.as_mut())).await
        };
        let result = match in_time {
            Some(result) => result,
            None => match late(Elapsed) {
                Some(result) => {
                    load.ended(LoadOutcome::Elapsed);
                    return result;
                }
                None => flight::loading(&region.info, loader.as_mut()).await,
            },
        };
        match (shape.keep)(result) {
            Err(result) => {
                load.ended(LoadOutcome::Error);
                result
            }
            Ok(value) => {
                load.ended(LoadOutcome::Ok);
                let terms = life.terms(value.as_deref());
                permit.settle(region, LoadResult { value: value.clone().map(erase), terms }).await;
                match (shape.give)(value) {
                    Some(result) => result,
                    None => {
                        unreachable!("a shape can give what it kept: `keep` of a value that is none needs room for it")
                    }
                }
            }
        }
    }
}

impl<V: Send + Sync + 'static> Miss<'_, V, Option<Arc<V>>> {
    /// The cached value after all.
    pub(crate) async fn look(self) -> Option<Arc<V>> {
        let shape = self.shape;
        shape.answer(self.peek_later().await?).flatten()
    }
}

impl<V, R> fmt::Debug for Miss<'_, V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Miss").field("region", &self.region.info.name()).finish_non_exhaustive()
    }
}
