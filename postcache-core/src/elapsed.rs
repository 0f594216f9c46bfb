//! How a function's own error type hears of a limit of ours.

use crate::{Elapsed, NotFenced};

/// A return type that can say "too late": `Result<T, E>` with `E: From<Elapsed>`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`load_timeout` needs a `Result` whose error is made `From<Elapsed>`, not `{Self}`",
    note = "implement `From<postcache::Elapsed>` for the error, or write `load_timeout(\"2s\", |elapsed| your_error)`"
)]
pub trait FromElapsed {
    /// The result that says it.
    fn from_elapsed(elapsed: Elapsed) -> Self;
}

impl<T, E: From<Elapsed>> FromElapsed for Result<T, E> {
    fn from_elapsed(elapsed: Elapsed) -> Self {
        Err(E::from(elapsed))
    }
}

/// A return type that can say "not fenced": `Result<T, E>` with `E: From<NotFenced>`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`fence = \"required\"` needs a `Result` whose error is made `From<NotFenced>`, not `{Self}`",
    note = "implement `From<postcache::NotFenced>` for the error, or write `fence(\"required\", |not_fenced| your_error)`"
)]
pub trait FromNotFenced {
    /// The result that says it.
    fn from_not_fenced(not_fenced: NotFenced) -> Self;
}

impl<T, E: From<NotFenced>> FromNotFenced for Result<T, E> {
    fn from_not_fenced(not_fenced: NotFenced) -> Self {
        Err(E::from(not_fenced))
    }
}

/// For expansions.
#[doc(hidden)]
#[must_use]
pub fn from_elapsed<R: FromElapsed>(elapsed: Elapsed) -> R {
    R::from_elapsed(elapsed)
}

/// For expansions.
#[doc(hidden)]
#[must_use]
pub fn from_not_fenced<R: FromNotFenced>(not_fenced: NotFenced) -> R {
    R::from_not_fenced(not_fenced)
}
