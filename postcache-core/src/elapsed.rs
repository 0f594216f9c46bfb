//! How a function's own error type hears of a limit of ours.

use crate::{Elapsed, NotFenced};

/// A return type that can say "too late": `Result<T, E>` with `E: From<Elapsed>`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`load_timeout` ends in an error, and `{Self}` has none",
    label = "not a `Result`",
    note = "return a `Result`, or say what the function answers then: `load_timeout(\"2s\", |elapsed| ..)`"
)]
pub trait FromElapsed {
    /// The result that says it.
    fn from_elapsed(elapsed: Elapsed) -> Self;
}

/// An error that says "too late".
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say that a load took too long",
    label = "`load_timeout` ends in this error",
    note = "write `impl From<postcache::Elapsed> for {Self}`",
    note = "or say what the function answers then: `load_timeout(\"2s\", |elapsed| Err(..))`"
)]
pub trait SaysElapsed {
    /// The error that says it.
    fn says_elapsed(elapsed: Elapsed) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Elapsed>> SaysElapsed for E {
    fn says_elapsed(elapsed: Elapsed) -> Self {
        elapsed.into()
    }
}

impl<T, E: SaysElapsed> FromElapsed for Result<T, E> {
    fn from_elapsed(elapsed: Elapsed) -> Self {
        Err(E::says_elapsed(elapsed))
    }
}

/// A return type that can say "not fenced": `Result<T, E>` with `E: From<NotFenced>`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`fence = \"required\"` ends in an error, and `{Self}` has none",
    label = "not a `Result`",
    note = "return a `Result`, or say what the function answers then: `fence(\"required\", |not_fenced| ..)`"
)]
pub trait FromNotFenced {
    /// The result that says it.
    fn from_not_fenced(not_fenced: NotFenced) -> Self;
}

/// An error that says "not fenced".
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot say that a mutation did not run because its fence did not stand",
    label = "`fence = \"required\"` ends in this error",
    note = "write `impl From<postcache::NotFenced> for {Self}`",
    note = "or say what the function answers then: `fence(\"required\", |not_fenced| Err(..))`"
)]
pub trait SaysNotFenced {
    /// The error that says it.
    fn says_not_fenced(not_fenced: NotFenced) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<NotFenced>> SaysNotFenced for E {
    fn says_not_fenced(not_fenced: NotFenced) -> Self {
        not_fenced.into()
    }
}

impl<T, E: SaysNotFenced> FromNotFenced for Result<T, E> {
    fn from_not_fenced(not_fenced: NotFenced) -> Self {
        Err(E::says_not_fenced(not_fenced))
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
