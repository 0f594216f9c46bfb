//! One operation under the lock.

use postcache_core::{EvictionReason, Instant};

use super::rule::{Rule, Rules};
use super::stamp::Stamper;
use super::stored::{Sealed, Value};

/// What an operation knows and leaves behind beside the cells.
pub(super) struct Turn<'t> {
    pub(super) now: Instant,
    pub(super) stamper: &'t mut Stamper,
    pub(super) rules: &'t Rules,
    pub(super) leaving: &'t mut Leaving,
}

impl Turn<'_> {
    pub(super) fn keeps(&self, rule: Rule) -> bool {
        self.rules.keeps(rule)
    }

    pub(super) fn leaves(&mut self, value: Value, reason: EvictionReason) {
        self.leaving.values.push((value, reason));
    }
}

/// What left under the lock, to be told and dropped outside it: both may run the user's code.
#[derive(Default)]
pub(super) struct Leaving {
    values: Vec<(Value, EvictionReason)>,
    unstored: Vec<Sealed>,
}

impl Leaving {
    /// A payload that is not stored after all.
    pub(super) fn unstored(&mut self, sealed: Sealed) {
        self.unstored.push(sealed);
    }

    pub(super) fn tell(self) {
        for (value, reason) in self.values {
            value.region.evicted(reason, value.bytes);
        }
    }
}
