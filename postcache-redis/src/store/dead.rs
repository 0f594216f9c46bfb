//! Values that this process has refused. Without them a lease would be answered with the value that the lookup before it had
//! found useless, and would have to be asked for twice.
//!
//! A lookup could hand the token to its caller, and a lease take it; but then every store, and every wrapper of one, would
//! have a second kind of miss to pass on, for the sake of one round trip while two versions of a service run.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::ids::Id;
use crate::names::Context;

/// More are forgotten, which costs that round trip.
const MOST: usize = 1_000;

/// The token of the last value that was refused, by entry. What was refused stays so: no token is used twice.
#[derive(Debug, Default)]
pub(super) struct Dead(Mutex<HashMap<Context, Id>>);

impl Dead {
    pub(super) fn refused(&self, entry: &Context, token: &Id) {
        let mut tokens = self.tokens();
        if tokens.len() >= MOST {
            tokens.clear();
        }
        tokens.insert(*entry, *token);
    }

    /// The value of the entry that a lease need not be answered with.
    pub(super) fn of(&self, entry: &Context) -> Option<Id> {
        self.tokens().get(entry).copied()
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<Context, Id>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
