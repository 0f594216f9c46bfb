//! Each break of the engine is noticed by a schedule: a check that passes with its mutant is no check.

/// Mutant, and the test that notices it.
const NOTICED: &[(&str, &str)] = &[
    ("M3", "fences::no_lease_is_given_while_a_mutation_stands"),
    ("M4", "floor::a_load_from_before_a_mutation_fills_nothing_after_it"),
    ("M5", "floor::nobody_hits_what_a_fence_or_a_new_stamp_has_ended"),
    ("M7", "floor::a_mutation_that_ends_late_ends_what_was_filled_after_its_hold"),
    ("M8", "floor::nobody_hits_what_a_fence_or_a_new_stamp_has_ended"),
    ("M17", "fences::what_a_mutation_wrote_is_stored_only_if_it_met_nobody"),
    ("M18", "fences::what_a_mutation_wrote_is_stored_only_if_it_met_nobody"),
    ("M26", "floor::a_load_under_a_hold_fills_nothing_when_the_hold_is_over"),
    ("M27", "fences::a_hold_stays_whatever_else_happens"),
    ("M28", "floor::a_lease_that_was_forgotten_fills_nothing"),
    ("M29", "floor::a_lease_that_was_forgotten_is_not_the_one_that_is_given_next"),
];

#[test]
fn each_mutant_is_noticed() {
    postcache_core::mutants::are_noticed(NOTICED);
}
