//! Makes a reference store.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

use postcache_core::Clock;

use super::rule::{Rule, Rules};
use super::state::State;
use super::{Kind, ReferenceStore, RoundTrip, Shared};

/// Makes a [`ReferenceStore`]. Unless told otherwise it keeps objects, and any number of them.
#[derive(Debug)]
#[must_use = "a store is made by `build()`"]
pub struct ReferenceBuilder {
    clock: Clock,
    kind: Kind,
    quota: Option<NonZeroUsize>,
    rules: Rules,
}

impl ReferenceBuilder {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, kind: Kind::Objects, quota: None, rules: Rules::all() }
    }

    /// Stands for a server: see [`ReferenceStore::of_bytes`].
    pub fn of_bytes(mut self) -> Self {
        self.kind = Kind::Bytes(RoundTrip::AwaitsThenActs);
        self
    }

    /// Stands for a server whose answers are on their way when an operation has happened: a dropped future leaves its
    /// effect behind.
    pub fn of_bytes_answering_late(mut self) -> Self {
        self.kind = Kind::Bytes(RoundTrip::ActsThenAwaits);
        self
    }

    /// The most entries of one scope; one more evicts the one that was used longest ago.
    pub fn max_entries_per_scope(mut self, most: NonZeroUsize) -> Self {
        self.quota = Some(most);
        self
    }

    /// Breaks one rule, to see which law notices.
    #[doc(hidden)]
    pub fn without(mut self, rule: Rule) -> Self {
        self.rules.break_one(rule);
        self
    }

    /// Makes the store.
    #[must_use]
    pub fn build(self) -> ReferenceStore {
        let Self { clock, kind, quota, rules } = self;
        let quota = quota.map(NonZeroUsize::get);
        let exclusive = matches!(kind, Kind::Bytes(_));
        let state = Mutex::new(State::new(rules.clone(), quota, exclusive));
        ReferenceStore(Arc::new(Shared { clock, kind, rules, state }))
    }
}
