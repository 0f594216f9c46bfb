//! The laws, in one list.

mod accounting;
mod batch;
mod cancellation;
mod expiry;
mod freshness;
mod invalidation;
mod isolation;
mod list;
mod mutation;
mod quota;
mod values;

use std::fmt;
use std::pin::Pin;

use crate::Fixture;
use crate::run::{self, Broken};
use crate::trial::Trial;

/// One promise of a store, and how it is checked.
pub struct Law<F: Fixture> {
    chapter: &'static str,
    name: &'static str,
    promise: &'static str,
    body: Body<F>,
}

pub(crate) type Body<F> = for<'t> fn(&'t Trial<F>) -> Pin<Box<dyn Future<Output = ()> + 't>>;

impl<F: Fixture> Law<F> {
    /// The part of the contract that it belongs to.
    #[must_use]
    pub const fn chapter(&self) -> &'static str {
        self.chapter
    }

    /// Its name, a sentence in the form of an identifier.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What a store that keeps it promises.
    #[must_use]
    pub const fn promise(&self) -> &'static str {
        self.promise
    }

    /// Tries it on a store of a new `F`, on a thread of its own.
    ///
    /// # Errors
    ///
    /// The store breaks it, or did not answer within the fixture's time limit.
    pub fn check(&self) -> Result<(), Broken> {
        run::on_its_own_thread::<F>(self.name, self.body)
    }
}

impl<F: Fixture> Clone for Law<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F: Fixture> Copy for Law<F> {}

impl<F: Fixture> fmt::Debug for Law<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Law").field("chapter", &self.chapter).field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every law, in the order of `LAWS.md`: what [`suite!`](crate::suite) runs, for whoever wants to run it otherwise.
#[must_use]
pub fn laws<F: Fixture>() -> Vec<Law<F>> {
    macro_rules! table {
        ([] $($chapter:ident { $(#[doc = $promise:literal] $law:ident)+ })+) => {
            vec![$($(Law {
                chapter: stringify!($chapter),
                name: stringify!($law),
                promise: $promise.trim_ascii(),
                body: |trial| Box::pin($chapter::$law(trial)),
            }),+),+]
        };
    }
    crate::__laws!([table] [])
}
