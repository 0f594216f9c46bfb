//! Which laws each mutant breaks.

use postcache_conformance::laws;

use crate::bug::{Broken, Bug};
use crate::{counting::*, dropping::*, filling::*, keys::*, mutating::*, reading::*, rules::*};

/// A mutant, and the laws that it breaks. All others it keeps.
pub(crate) struct Row {
    pub(crate) mutant: &'static str,
    pub(crate) breaks: &'static [&'static str],
    /// Whether it keeps the law of this name, and if not, why.
    pub(crate) try_law: fn(&str) -> Result<(), String>,
}

fn try_law<B: Bug>(name: &str) -> Result<(), String> {
    let law = laws::<Broken<B>>().into_iter().find(|law| law.name() == name).unwrap();
    law.check().map_err(|broken| broken.to_string())
}

macro_rules! table {
    ($($mutant:ident { $($law:ident)* })+) => {
        &[$(Row { mutant: stringify!($mutant), breaks: &[$(stringify!($law)),*], try_law: try_law::<$mutant> }),+]
    };
}

#[rustfmt::skip]
pub(crate) const TABLE: &[Row] = table! {
    RestartsStamps { a_lease_that_outlived_its_cells_fills_nothing }
    NewCellsShareAStamp { a_lease_that_outlived_its_cells_fills_nothing }
    AbsentCellCountsAsUnchanged {
        a_fill_is_refused_after_any_change a_lease_fills_once a_lease_that_outlived_its_cells_fills_nothing
        every_interleaving_of_a_reader_and_a_writer_is_fresh
    }
    HitsIgnoreTheirScope {
        every_dependency_of_a_value_can_end_it every_interleaving_of_a_reader_and_a_writer_is_fresh
        every_interleaving_of_two_writers_is_fresh begin_removes_what_it_covers finish_removes_what_it_names
        a_finished_fence_can_be_leased_over a_put_ends_as_any_value_does
        an_invalidation_removes_what_it_names_and_nothing_else
        clearing_a_scope_removes_all_of_it_and_nothing_else a_batch_is_as_fresh_as_a_lookup
        accounting_is_exact_after_run_pending a_region_counts_its_entries_in_and_out
        a_dropped_invalidation_is_all_or_nothing
    }
    HitsIgnoreTheirTags {
        processes_share_their_namespace every_dependency_of_a_value_can_end_it
        every_interleaving_of_a_reader_and_a_writer_is_fresh every_interleaving_of_two_writers_is_fresh
        begin_removes_what_it_covers finish_removes_what_it_names a_finished_fence_can_be_leased_over
        a_put_ends_as_any_value_does an_invalidation_removes_what_it_names_and_nothing_else
        a_batch_is_as_fresh_as_a_lookup accounting_is_exact_after_run_pending
        a_region_counts_its_entries_in_and_out a_dropped_begin_ends_by_itself
        a_dropped_invalidation_is_all_or_nothing dropped_housekeeping_loses_nothing
    }
    LeasesUnderAFence {
        processes_share_their_namespace a_lease_is_refused_under_any_fence
        every_interleaving_of_a_reader_and_a_writer_is_fresh fences_stand_side_by_side
        a_cell_named_twice_is_one_cell a_lapsed_fence_holds_for_its_time an_invalidation_leaves_fences
        housekeeping_leaves_fences_and_holds a_fence_stands_while_it_is_renewed
        an_unrenewed_fence_ends_by_its_ttl_or_never a_dropped_renewal_costs_nothing_but_time
    }
    LeasesLookAtTheEntryOnly {
        processes_share_their_namespace a_lease_is_refused_under_any_fence
        every_interleaving_of_a_reader_and_a_writer_is_fresh fences_stand_side_by_side
        a_lapsed_fence_holds_for_its_time an_invalidation_leaves_fences housekeeping_leaves_fences_and_holds
        an_unrenewed_fence_ends_by_its_ttl_or_never
    }
    FillsWithoutLease {
        a_fill_is_refused_after_any_change a_lease_fills_once
        every_interleaving_of_a_reader_and_a_writer_is_fresh
    }
    FillsAfterAClear {
        a_fill_is_refused_after_any_change every_interleaving_of_a_reader_and_a_writer_is_fresh
        clearing_a_scope_removes_all_of_it_and_nothing_else
    }
    FillsAfterATagMoved {
        processes_share_their_namespace a_fill_is_refused_after_any_change
        every_interleaving_of_a_reader_and_a_writer_is_fresh
    }
    FillsTwice { a_lease_fills_once accounting_is_exact_after_run_pending }
    BeginsAmongOthersAsIfAlone { an_overlapped_mutation_puts_nothing a_hold_refuses_puts }
    BeginTellsNobody { an_overlapped_mutation_puts_nothing }
    FinishTellsNobody { an_overlapped_mutation_puts_nothing }
    InvalidateTellsNobody { every_interleaving_of_two_writers_is_fresh an_overlapped_mutation_puts_nothing }
    PutsThoughOverlapped {
        every_interleaving_of_two_writers_is_fresh an_overlapped_mutation_puts_nothing a_put_happens_once
        a_hold_refuses_puts
    }
    PutsUnderOldStamps { finish_removes_what_it_names }
    RenewalCountsAsABegin { a_put_happens_once }
    CleanupDropsAHold { housekeeping_leaves_fences_and_holds stats_count_fences_and_holds }
    DropsValuesUnderItsLock { user_code_runs_outside_every_lock }
    ForgetsTheScopeInTheKey {
        distinct_keys_are_distinct_entries processes_share_their_namespace
        every_dependency_of_a_value_can_end_it a_lease_is_refused_under_any_fence
        a_fill_is_refused_after_any_change every_interleaving_of_a_reader_and_a_writer_is_fresh
        every_interleaving_of_two_writers_is_fresh begin_removes_what_it_covers fences_stand_side_by_side
        finish_removes_what_it_names a_finished_fence_can_be_leased_over mutations_of_other_scopes_do_not_meet
        a_lone_mutation_puts_its_value an_overlapped_mutation_puts_nothing a_put_ends_as_any_value_does
        a_lapsed_fence_holds_for_its_time a_hold_refuses_puts an_unrenewed_fence_ends_by_its_ttl_or_never
        an_invalidation_removes_what_it_names_and_nothing_else
        clearing_a_scope_removes_all_of_it_and_nothing_else a_batch_is_as_fresh_as_a_lookup
        a_flood_evicts_only_its_own_scope accounting_is_exact_after_run_pending
        a_region_counts_its_entries_in_and_out a_dropped_begin_ends_by_itself a_dropped_finish_is_all_or_nothing
        a_dropped_invalidation_is_all_or_nothing dropped_housekeeping_loses_nothing
    }
    ForgetsTheRegionInTheKey {
        distinct_keys_are_distinct_entries processes_share_their_namespace objects_stay_what_they_were
        every_dependency_of_a_value_can_end_it a_lease_is_refused_under_any_fence
        a_fill_is_refused_after_any_change every_interleaving_of_a_reader_and_a_writer_is_fresh
        every_interleaving_of_two_writers_is_fresh begin_removes_what_it_covers fences_stand_side_by_side
        finish_removes_what_it_names a_finished_fence_can_be_leased_over mutations_of_other_scopes_do_not_meet
        a_lone_mutation_puts_its_value an_overlapped_mutation_puts_nothing a_put_ends_as_any_value_does
        a_lapsed_fence_holds_for_its_time a_hold_refuses_puts an_invalidation_leaves_fences
        housekeeping_leaves_fences_and_holds an_unrenewed_fence_ends_by_its_ttl_or_never
        a_forgotten_lease_is_in_nobodys_way an_invalidation_removes_what_it_names_and_nothing_else
        clearing_a_scope_removes_all_of_it_and_nothing_else a_batch_is_as_fresh_as_a_lookup
        a_flood_evicts_only_its_own_scope accounting_is_exact_after_run_pending
        a_region_counts_its_entries_in_and_out a_dropped_finish_is_all_or_nothing
        a_dropped_invalidation_is_all_or_nothing dropped_housekeeping_loses_nothing
    }
    CutsLongKeys { a_long_key_counts_to_its_last_byte }
    ClearsByPrefix { clearing_a_scope_removes_all_of_it_and_nothing_else }
    TagsKnowNoScope {
        an_invalidation_removes_what_it_names_and_nothing_else accounting_is_exact_after_run_pending
        a_region_counts_its_entries_in_and_out a_dropped_invalidation_is_all_or_nothing
        dropped_housekeeping_loses_nothing
    }
    IgnoresItsNamespace { namespaces_are_apart }
    KeepsToItsProcess {
        processes_share_their_namespace a_negative_value_is_not_a_miss every_dependency_of_a_value_can_end_it
        a_lease_is_refused_under_any_fence a_lease_finds_what_came_meanwhile a_fill_is_refused_after_any_change
        a_lease_fills_once begin_removes_what_it_covers fences_stand_side_by_side finish_removes_what_it_names
        a_finished_fence_can_be_leased_over a_lone_mutation_puts_its_value an_overlapped_mutation_puts_nothing
        a_put_ends_as_any_value_does a_lapsed_fence_holds_for_its_time a_hold_refuses_puts
        an_invalidation_leaves_fences a_fence_stands_while_it_is_renewed
        an_unrenewed_fence_ends_by_its_ttl_or_never a_forgotten_lease_is_in_nobodys_way
        an_invalidation_removes_what_it_names_and_nothing_else
        clearing_a_scope_removes_all_of_it_and_nothing_else a_batch_is_as_fresh_as_a_lookup
        a_dropped_lease_blocks_nobody_for_long a_dropped_fill_is_all_or_nothing
        a_dropped_renewal_costs_nothing_but_time a_dropped_finish_is_all_or_nothing
        a_dropped_invalidation_is_all_or_nothing
    }
    NegativeIsAMiss {
        a_negative_value_is_not_a_miss a_lease_finds_what_came_meanwhile a_lone_mutation_puts_its_value
        a_value_lives_for_its_ttl_and_no_longer a_batch_answers_in_order accounting_is_exact_after_run_pending
    }
    BatchInMapOrder { a_batch_answers_in_order a_dropped_lookup_changes_nothing a_dropped_begin_ends_by_itself }
    BatchWithoutDuplicates { a_batch_answers_in_order }
    EmptyBatchIsAnError { an_empty_batch_has_no_answers }
    BatchSkipsTheChecks {
        a_lone_mutation_puts_its_value a_batch_is_as_fresh_as_a_lookup a_dropped_begin_ends_by_itself
        a_dropped_finish_is_all_or_nothing
    }
    ServesWhatItRemembers {
        distinct_keys_are_distinct_entries processes_share_their_namespace a_negative_value_is_not_a_miss
        user_code_runs_outside_every_lock every_dependency_of_a_value_can_end_it
        every_interleaving_of_a_reader_and_a_writer_is_fresh every_interleaving_of_two_writers_is_fresh
        threads_never_read_below_the_floor begin_removes_what_it_covers finish_removes_what_it_names
        a_cell_named_twice_is_one_cell mutations_of_other_scopes_do_not_meet
        a_value_lives_for_its_ttl_and_no_longer a_reloaded_value_lives_for_its_own_ttl
        an_invalidation_removes_what_it_names_and_nothing_else
        clearing_a_scope_removes_all_of_it_and_nothing_else a_batch_is_as_fresh_as_a_lookup
        accounting_is_exact_after_run_pending a_dropped_fill_is_all_or_nothing
        a_dropped_invalidation_is_all_or_nothing dropped_housekeeping_loses_nothing
    }
    RoundsTtlToSeconds {
        a_value_lives_for_its_ttl_and_no_longer a_reloaded_value_lives_for_its_own_ttl
        a_batch_is_as_fresh_as_a_lookup accounting_is_exact_after_run_pending
        a_region_counts_its_entries_in_and_out
    }
    RoundsTtlOfPuts { a_value_lives_for_its_ttl_and_no_longer }
    ReplacingKeepsTheOldTtl { a_reloaded_value_lives_for_its_own_ttl }
    LeasesOutliveTheirTtl {
        a_forgotten_lease_is_in_nobodys_way idle_state_is_given_back a_dropped_lease_blocks_nobody_for_long
    }
    FreshIsAny {
        namespaces_are_apart a_lease_finds_what_came_meanwhile a_lease_fills_once
        every_interleaving_of_a_reader_and_a_writer_is_fresh a_reloaded_value_lives_for_its_own_ttl
        accounting_is_exact_after_run_pending a_region_counts_its_entries_in_and_out
        a_dropped_fill_is_all_or_nothing
    }
    AnyIsFresh { a_negative_value_is_not_a_miss a_lease_finds_what_came_meanwhile }
    ReleasesNothing { a_released_lease_leaves_nothing accounting_is_exact_after_run_pending idle_state_is_given_back }
    RefusalKeepsTheLease { a_value_that_cannot_be_stored_leaves_nothing }
    SaysStoredWhenFull { what_was_stored_is_served_at_once }
    ClaimsToKeepObjects { objects_stay_what_they_were }
    ServesWithoutDecoding { a_foreign_value_is_never_decoded }
    BeginRaisesNothing {
        processes_share_their_namespace a_lease_is_refused_under_any_fence a_fill_is_refused_after_any_change
        every_interleaving_of_a_reader_and_a_writer_is_fresh every_interleaving_of_two_writers_is_fresh
        begin_removes_what_it_covers fences_stand_side_by_side a_cell_named_twice_is_one_cell
        a_lapsed_fence_holds_for_its_time an_invalidation_leaves_fences housekeeping_leaves_fences_and_holds
        a_fence_stands_while_it_is_renewed an_unrenewed_fence_ends_by_its_ttl_or_never
        a_batch_is_as_fresh_as_a_lookup accounting_is_exact_after_run_pending a_dropped_begin_ends_by_itself
        a_dropped_renewal_costs_nothing_but_time
    }
    FencesTooMuch {
        a_lease_is_refused_under_any_fence begin_removes_what_it_covers finish_removes_what_it_names
        accounting_is_exact_after_run_pending a_dropped_finish_is_all_or_nothing
    }
    InvalidatesTooMuch {
        distinct_keys_are_distinct_entries an_invalidation_removes_what_it_names_and_nothing_else
        accounting_is_exact_after_run_pending a_region_counts_its_entries_in_and_out
        a_dropped_invalidation_is_all_or_nothing dropped_housekeeping_loses_nothing
    }
    InvalidateLiftsFences { an_invalidation_leaves_fences }
    FinishLowersOthersFences { fences_stand_side_by_side a_hold_refuses_puts an_invalidation_leaves_fences }
    FinishSkipsWhatLostItsFence { finish_removes_what_it_names an_overlapped_mutation_puts_nothing }
    FinishForgetsLateCells {
        a_fill_is_refused_after_any_change every_interleaving_of_a_reader_and_a_writer_is_fresh
        every_interleaving_of_two_writers_is_fresh finish_removes_what_it_names
        a_dropped_finish_is_all_or_nothing
    }
    FinishLeavesItsFence {
        namespaces_are_apart a_value_that_cannot_be_stored_leaves_nothing a_lease_is_refused_under_any_fence
        a_fill_is_refused_after_any_change a_lease_that_outlived_its_cells_fills_nothing
        every_interleaving_of_two_writers_is_fresh begin_removes_what_it_covers fences_stand_side_by_side
        finish_removes_what_it_names a_finished_fence_can_be_leased_over a_cell_named_twice_is_one_cell
        mutations_of_other_scopes_do_not_meet a_lone_mutation_puts_its_value an_overlapped_mutation_puts_nothing
        a_put_happens_once a_put_ends_as_any_value_does a_hold_refuses_puts a_fence_stands_while_it_is_renewed
        a_value_lives_for_its_ttl_and_no_longer a_batch_is_as_fresh_as_a_lookup
        accounting_is_exact_after_run_pending idle_state_is_given_back stats_count_fences_and_holds
        a_dropped_begin_ends_by_itself a_dropped_renewal_costs_nothing_but_time
        a_dropped_finish_is_all_or_nothing
    }
    CountsRepeatedCells { a_cell_named_twice_is_one_cell }
    LapseHoldsNothing {
        every_interleaving_of_a_reader_and_a_writer_is_fresh a_lapsed_fence_holds_for_its_time
        a_hold_refuses_puts an_invalidation_leaves_fences housekeeping_leaves_fences_and_holds
        stats_count_fences_and_holds
    }
    HoldsForAMillisecond { a_lapsed_fence_holds_for_its_time stats_count_fences_and_holds }
    HoldsForEver {
        a_lapsed_fence_holds_for_its_time a_hold_refuses_puts idle_state_is_given_back
        stats_count_fences_and_holds a_dropped_finish_is_all_or_nothing
    }
    PutsAgain { a_put_happens_once }
    NeverPuts {
        a_value_that_cannot_be_stored_leaves_nothing a_fill_is_refused_after_any_change
        every_interleaving_of_two_writers_is_fresh finish_removes_what_it_names a_cell_named_twice_is_one_cell
        mutations_of_other_scopes_do_not_meet a_lone_mutation_puts_its_value an_overlapped_mutation_puts_nothing
        a_put_happens_once a_put_ends_as_any_value_does a_hold_refuses_puts a_fence_stands_while_it_is_renewed
        a_value_lives_for_its_ttl_and_no_longer a_dropped_renewal_costs_nothing_but_time
        a_dropped_finish_is_all_or_nothing
    }
    OneRegisterForAllScopes { mutations_of_other_scopes_do_not_meet }
    PutsForgetTheirTags { every_interleaving_of_two_writers_is_fresh a_put_ends_as_any_value_does }
    RenewsNothing { a_fence_stands_while_it_is_renewed }
    FencesOutliveTheirTtl {
        finish_removes_what_it_names a_put_happens_once an_unrenewed_fence_ends_by_its_ttl_or_never
        a_dropped_begin_ends_by_itself
    }
    FencesEndUnasked { a_fence_stands_while_it_is_renewed an_unrenewed_fence_ends_by_its_ttl_or_never }
    EvictsTheOthers { a_flood_evicts_only_its_own_scope }
    ExceedsItsLimit { limits_are_kept }
    CountsDeadAsAlive {
        a_value_that_cannot_be_stored_leaves_nothing a_released_lease_leaves_nothing
        accounting_is_exact_after_run_pending idle_state_is_given_back a_region_counts_its_entries_in_and_out
    }
    ForgetsNoScope {
        a_value_that_cannot_be_stored_leaves_nothing a_released_lease_leaves_nothing
        accounting_is_exact_after_run_pending idle_state_is_given_back
    }
    CountsHoldsAsFences { stats_count_fences_and_holds }
    CountsInsertsTwice { a_region_counts_its_entries_in_and_out }
    LookupTakesAndPutsBack {
        a_lease_finds_what_came_meanwhile a_lone_mutation_puts_its_value a_value_lives_for_its_ttl_and_no_longer
        a_reloaded_value_lives_for_its_own_ttl a_dropped_lookup_changes_nothing
    }
    FillsInTwoSteps { a_region_counts_its_entries_in_and_out a_dropped_fill_is_all_or_nothing }
    AwaitsAfterItRaisedAFence { a_dropped_begin_ends_by_itself }
    RenewalLowersFirst { a_fence_stands_while_it_is_renewed a_dropped_renewal_costs_nothing_but_time }
    FinishesInTwoSteps { a_dropped_finish_is_all_or_nothing }
    InvalidatesCellByCell { a_dropped_invalidation_is_all_or_nothing }
    CleanupRebuilds { a_region_counts_its_entries_in_and_out dropped_housekeeping_loses_nothing }
};
