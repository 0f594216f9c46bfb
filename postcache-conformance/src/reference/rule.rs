//! The rules, by name, so that a test can break one.

use std::collections::HashSet;

/// A rule of the protocol that the reference store keeps. Breaking it makes a store that some law must refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each name is its own sentence")]
pub enum Rule {
    StampsNeverRepeat,
    NewCellsGetNewStamps,
    AbsentIsNeverEqual,
    HitsCompareTheScope,
    HitsCompareTags,
    LeasesLookAtFences,
    LeasesLookAtFencesOfTags,
    LostFencesComeBackInCompany,
    FillsCompareTheEntry,
    FillsCompareTheScope,
    FillsCompareTags,
    FillsEndTheLease,
    BeginAsksWhoElseMutates,
    BeginTellsOthers,
    FinishTellsOthers,
    InvalidateTellsOthers,
    PutsAskWhetherTheyWereAlone,
    PutsMakeNewStamps,
    SweepKeepsHolds,
    DropsOutsideItsLock,
}

#[derive(Clone, Debug)]
pub(super) struct Rules {
    broken: HashSet<Rule>,
}

impl Rules {
    pub(super) fn all() -> Self {
        Self { broken: HashSet::new() }
    }

    pub(super) fn break_one(&mut self, rule: Rule) {
        self.broken.insert(rule);
    }

    pub(super) fn keeps(&self, rule: Rule) -> bool {
        !self.broken.contains(&rule)
    }
}
