//! What the end of a mutation's body says about its outcome.

use std::fmt;
use std::sync::Arc;

use super::Mutation;
use crate::Loaded;

/// The outcome of a mutation, as its result tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a mutation has no fourth way to end")]
pub enum Verdict {
    /// Acknowledged.
    Committed,
    /// The error proves that nothing was or will be written.
    NothingWritten,
    /// A commit may still be on its way.
    Unknown,
}

impl Verdict {
    /// Committed if `result` is `Ok`, else what the cache's [settled](crate::CacheBuilder::settled) errors say.
    pub fn of_result<T, E: 'static>(mutation: &Mutation, result: &Result<T, E>) -> Self {
        Self::decide(mutation, result, |error| mutation.cache().is_settled(error))
    }

    fn decide<T, E>(mutation: &Mutation, result: &Result<T, E>, settled: impl FnOnce(&E) -> bool) -> Self {
        match result {
            Ok(_) => Self::Committed,
            Err(error) if settled(error) => Self::NothingWritten,
            Err(_) => {
                if let Some(region) = mutation.region() {
                    region.unsettled();
                }
                Self::Unknown
            }
        }
    }
}

/// The result of an annotated mutation, which may be of any type.
///
/// `Outcome(Returned(&result)).verdict(..)` finds the method for `Result` first and, behind the `Deref`, the one for the
/// rest: an alias is seen through, and no trait has to be in the user's scope.
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "expansions make it")]
pub struct Outcome<'r, R>(pub Returned<'r, R>);

/// See [`Outcome`].
#[doc(hidden)]
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "expansions make it")]
pub struct Returned<'r, R>(pub &'r R);

impl<T, E> Outcome<'_, Result<T, E>> {
    /// By the errors that the cache knows.
    #[must_use]
    pub fn verdict(&self, mutation: &Mutation) -> Verdict
    where
        E: 'static,
    {
        Verdict::of_result(mutation, self.0.0)
    }
}

/// A return type with an error that can be judged: `Result`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`settled` judges the error of a `Result`, and `{Self}` has none",
    label = "not a `Result`",
    note = "return a `Result`, or remove `settled`"
)]
pub trait Judged {
    /// What is judged.
    type Error;
    /// The verdict, if `settled` decides.
    fn verdict(&self, mutation: &Mutation, settled: impl FnOnce(&Self::Error) -> bool) -> Verdict;
}

impl<T, E> Judged for Result<T, E> {
    type Error = E;
    fn verdict(&self, mutation: &Mutation, settled: impl FnOnce(&E) -> bool) -> Verdict {
        Verdict::decide(mutation, self, settled)
    }
}

/// By a predicate of the function's own.
#[doc(hidden)]
#[must_use]
pub fn verdict_by<R: Judged>(result: &R, mutation: &Mutation, settled: impl FnOnce(&R::Error) -> bool) -> Verdict {
    result.verdict(mutation, settled)
}

/// No error of this function is settled.
#[doc(hidden)]
#[must_use]
pub fn verdict_never<R: Judged>(result: &R, mutation: &Mutation) -> Verdict {
    result.verdict(mutation, |_| false)
}

impl<'r, R> std::ops::Deref for Outcome<'r, R> {
    type Target = Returned<'r, R>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<R> Returned<'_, R> {
    /// What returned no `Result` cannot have failed.
    #[must_use]
    pub const fn verdict(&self, _: &Mutation) -> Verdict {
        Verdict::Committed
    }
}

/// Ends a mutation as its verdict says.
#[doc(hidden)]
pub async fn conclude(mutation: Mutation, verdict: Verdict) {
    match verdict {
        Verdict::Committed => mutation.commit().await,
        Verdict::NothingWritten => mutation.abandon().await,
        Verdict::Unknown => drop(mutation),
    }
}

/// The value inside whatever shape a mutation returned, for its put.
pub(crate) fn keep<V, R: Loaded<V, M>, M>(result: R) -> Result<Keeping<V, R>, R> {
    result.keep().map(|value| Keeping { value, give: R::give })
}

/// What a mutation returned, taken apart, and how it becomes the result again: one call for both, so a wrong return type is one error.
#[doc(hidden)]
pub struct Keeping<V, R> {
    value: Option<Arc<V>>,
    give: fn(Option<Arc<V>>) -> Option<R>,
}

impl<V, R> Keeping<V, R> {
    /// The value, unless there is none.
    #[must_use]
    pub const fn value(&self) -> Option<&Arc<V>> {
        self.value.as_ref()
    }

    /// The result, as it was.
    #[must_use]
    pub fn give(self) -> R {
        (self.give)(self.value).unwrap_or_else(|| unreachable!("a shape can give what it kept"))
    }
}

impl<V, R> fmt::Debug for Keeping<V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keeping(..)")
    }
}
