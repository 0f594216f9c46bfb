//! The reference store with one rule of the protocol broken. The numbers are those of the protocol's own list of mutants.

use postcache_conformance::{ReferenceBuilder, Rule};

use crate::bug::Bug;

macro_rules! breaks {
    ($($(#[$doc:meta])* $name:ident breaks $rule:ident $(of $kind:ident)?;)+) => { $(
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(crate) struct $name;

        impl Bug for $name {
            fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
                builder$(.$kind())?.without(Rule::$rule)
            }
        }
    )+ };
}

breaks! {
    /// M1: its counter begins again with every scope.
    RestartsStamps breaks StampsNeverRepeat;
    /// M29: a cell that is made anew has the stamp that every new cell has.
    NewCellsShareAStamp breaks NewCellsGetNewStamps;
    /// M28: a cell that cleanup dropped has not changed, has it?
    AbsentCellCountsAsUnchanged breaks AbsentIsNeverEqual;
    /// M8: a hit does not compare the stamp of its scope.
    HitsIgnoreTheirScope breaks HitsCompareTheScope;
    /// M8: a hit does not compare the stamps of its tags.
    HitsIgnoreTheirTags breaks HitsCompareTags;
    /// M26: a lease does not look for fences.
    LeasesUnderAFence breaks LeasesLookAtFences;
    /// M3: a lease looks for a fence over the entry, and not over its tags and its scope.
    LeasesLookAtTheEntryOnly breaks LeasesLookAtFencesOfTags;
    /// M4: a fill does not ask for its lease.
    FillsWithoutLease breaks FillsCompareTheEntry;
    /// M4, of the scope: a clear does not reach a load.
    FillsAfterAClear breaks FillsCompareTheScope;
    /// M4, of the tags: the invalidation of a tag does not reach a load.
    FillsAfterATagMoved breaks FillsCompareTags;
    /// A lease can be used again.
    FillsTwice breaks FillsEndTheLease;
    /// M17: who begins beside others counts as alone.
    BeginsAmongOthersAsIfAlone breaks BeginAsksWhoElseMutates;
    /// M18: those who began before do not learn of those who begin.
    BeginTellsNobody breaks BeginTellsOthers;
    /// M18b: those who are under way do not learn of those who finish.
    FinishTellsNobody breaks FinishTellsOthers;
    /// M21: those who are under way do not learn of invalidations.
    InvalidateTellsNobody breaks InvalidateTellsOthers;
    /// M12b, M19b: write-through without asking who else was there.
    PutsThoughOverlapped breaks PutsAskWhetherTheyWereAlone;
    /// M20: a put makes the stamps again that stood before its mutation.
    PutsUnderOldStamps breaks PutsMakeNewStamps;
    /// M23: a fence that was lost and is raised again by a renewal counts as one that stood.
    RenewalCountsAsABegin breaks LostFencesComeBackInCompany of of_bytes;
    /// M27: a scope with nothing in it but a hold is swept.
    CleanupDropsAHold breaks SweepKeepsHolds;
    /// A `Drop` of the user's runs while everybody waits.
    DropsValuesUnderItsLock breaks DropsOutsideItsLock;
}
