//! What expansions of the macros call, and nobody else. No stability is promised.

use std::fmt;

pub use crate::elapsed::{FromElapsed, FromNotFenced, SaysElapsed, SaysNotFenced, from_elapsed, from_not_fenced};
pub use crate::loaded::MayBeNone;
pub use crate::mutation::{
    EntryHandle, Judged, Keeping, Outcome, Returned, Verdict, conclude, mutation, verdict_by, verdict_never,
};
pub use crate::read::{Life, Miss, Probe, ReadMode};
pub use crate::region::Site;
pub use crate::{
    AsScopeId, CacheKey, Elapsed, Foreign, InvalidScopeId, KeyWriter, NotFenced, OnBehalfOf, Owned, Region, Scope,
    ScopeId,
};
use crate::{KeyOf, Loaded};

/// What `#[owner]` asks.
pub fn owner_is<I>(id: &I, scope: ScopeId<'_>, field: &'static str) -> Result<(), Foreign>
where
    I: AsScopeId + ?Sized,
{
    crate::owned::owner_is(id, scope, field)
}

/// A region, its types known before the rest of a call is looked at: so a wrong return type is reported as one, and not as
/// a region of other values.
pub struct Of<'r, K: ?Sized, V>(&'r Region<K, V>);

/// See [`Of`].
#[must_use]
#[inline]
pub const fn of<K: ?Sized, V>(region: &Region<K, V>) -> Of<'_, K, V> {
    Of(region)
}

impl<'r, K: ?Sized, V: Send + Sync + 'static> Of<'r, K, V> {
    /// The synchronous half of a read.
    #[must_use]
    #[inline]
    pub fn probe<S, Q, R, M>(self, site: Site, mode: ReadMode, scope: &S, key: &Q) -> Probe<'r, V, R>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
        R: Loaded<V, M>,
    {
        crate::read::probe(self.0, site, mode, scope, key)
    }

    /// The same for a function that says how long "there is none" is kept.
    #[must_use]
    #[inline]
    pub fn probe_or_none<S, Q, R, M>(self, site: Site, mode: ReadMode, scope: &S, key: &Q) -> Probe<'r, V, R>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K> + ?Sized,
        R: Loaded<V, M>,
        M: MayBeNone,
    {
        self.probe(site, mode, scope, key)
    }

    /// The value inside whatever shape a mutation returned, for its put.
    pub fn keep<R: Loaded<V, M>, M>(self, result: R) -> Result<Keeping<V, R>, R> {
        crate::mutation::keep(result)
    }
}

impl<K: ?Sized, V> fmt::Debug for Of<'_, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Of(..)")
    }
}
