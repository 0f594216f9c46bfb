//! Ids that are used once.

use std::collections::HashMap;

use postcache_core::store::Tag;

use super::rule::{Rule, Rules};

/// What tells a cell from all that it ever was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp(u64);

/// All that a value depends on, as it stood when its lease was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamps {
    pub(super) scope: Stamp,
    pub(super) tags: HashMap<Tag, Stamp>,
    pub(super) entry: Stamp,
}

/// The one counter that stamps come from. Zero is none of them.
#[derive(Debug)]
pub(super) struct Stamper {
    last: u64,
    rules: Rules,
}

impl Stamper {
    pub(super) const fn new(rules: Rules) -> Self {
        Self { last: 0, rules }
    }

    pub(super) const fn next(&mut self) -> Stamp {
        self.last += 1;
        Stamp(self.last)
    }

    pub(super) fn for_a_new_cell(&mut self) -> Stamp {
        if self.rules.keeps(Rule::NewCellsGetNewStamps) { self.next() } else { Stamp(1) }
    }

    pub(super) fn for_a_new_scope(&mut self) -> Stamp {
        if !self.rules.keeps(Rule::StampsNeverRepeat) {
            self.last = 0;
        }
        self.for_a_new_cell()
    }
}
