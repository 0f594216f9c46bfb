//! A scope for code that runs without a signed-in user.

use std::fmt;

use super::{AsScopeId, InvalidScopeId, Scope, ScopeId};

/// Access to a scope by its id, and the reason why that is right: background jobs, administration, handlers that
/// authorised the call before.
///
/// The one bridge from a bare id to a [`Scope`], made to be found with grep.
///
/// ```
/// # use postcache_core::{OnBehalfOf, Scope, ScopeId};
/// let scope = OnBehalfOf::new(42_i64, "nightly digest");
/// assert_eq!(scope.scope_id(), Ok(ScopeId::int(42)));
/// ```
#[derive(Clone, Copy)]
pub struct OnBehalfOf<I> {
    id: I,
    why: &'static str,
}

impl<I: AsScopeId> OnBehalfOf<I> {
    /// The scope of `id`, entered because of `why`.
    #[must_use]
    pub const fn new(id: I, why: &'static str) -> Self {
        Self { id, why }
    }

    /// The reason that was given.
    #[must_use]
    pub const fn why(&self) -> &'static str {
        self.why
    }
}

impl<I: AsScopeId> Scope for OnBehalfOf<I> {
    #[inline]
    fn scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        self.id.as_scope_id()
    }
}

impl<I> fmt::Debug for OnBehalfOf<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnBehalfOf").field("why", &self.why).finish_non_exhaustive()
    }
}
