//! Each break of the protocol is noticed by a test: a check that passes with its mutant is no check.
//!
//! `RUSTFLAGS="--cfg postcache_mutants" cargo test -p postcache-redis --test directed` runs each test of the table once more
//! for each of its mutants, in a process that has this mutant on, and expects it to fail.

/// Mutant, and the test that notices it.
#[cfg_attr(not(postcache_mutants), expect(dead_code, reason = "the table is read by the build that can break"))]
const NOTICED: &[(&str, &str)] = &[
    ("M1", "cells::a_stamp_is_never_made_twice"),
    ("M2", "cells::a_value_must_agree_on_the_number_of_its_dependencies"),
    ("M3", "fills::a_lease_is_refused_while_a_tag_is_fenced"),
    ("M4", "fills::a_load_that_is_slower_than_a_mutation_stores_nothing"),
    ("M6", "fences::an_invalidation_leaves_a_fence_standing"),
    ("M6b", "fences::a_finish_leaves_the_fences_of_others_standing"),
    ("M7", "fences::a_finish_removes_what_was_filled_after_its_fence_was_lost"),
    ("M8", "fills::a_fill_after_flushall_or_eviction_is_refused"),
    ("M9", "lives::a_value_that_came_back_with_a_server_is_a_miss"),
    ("M9b", "lives::a_lease_that_came_back_with_a_server_fills_nothing"),
    ("M11", "wire::an_invalidation_that_was_not_confirmed_says_so"),
    ("M12", "fences::a_mutation_of_unknown_outcome_holds_its_fence"),
    ("M12b", "puts::mutations_that_overlap_store_nothing"),
    ("M15", "cells::another_entrys_value_under_my_key_is_refused_and_counted"),
    ("M16", "wire::a_reply_to_another_request_is_not_believed"),
    ("M16b", "fills::a_lease_that_is_asked_for_again_is_another_lease"),
    ("M17", "puts::a_mutation_that_met_one_which_died_stores_nothing"),
    ("M18", "puts::a_mutation_that_met_one_which_died_stores_nothing"),
    ("M18b", "puts::a_finish_without_its_fence_is_an_overlap"),
    ("M19", "puts::a_mutation_that_is_sent_again_stores_nothing"),
    ("M19b", "puts::an_invalidation_during_a_mutation_is_an_overlap"),
    ("M20", "puts::a_put_makes_new_stamps"),
    ("M21", "puts::an_invalidation_during_a_mutation_is_an_overlap"),
    ("M22", "lives::a_fence_that_came_back_with_a_server_forbids_fills_and_stores_nothing"),
    ("M23", "puts::a_fence_that_was_lost_and_renewed_stores_nothing"),
    ("M24", "puts::a_put_leaves_a_fence_over_its_tag_standing"),
    ("M25", "fences::a_mutation_of_unknown_outcome_holds_its_fence"),
];

#[cfg(postcache_mutants)]
#[test]
fn each_mutant_is_noticed() {
    postcache_core::mutants::are_noticed(NOTICED);
}
