//! Each break of single flight is noticed by a schedule: a check that passes with its mutant is no check.

/// Mutant, and the test that notices it.
const NOTICED: &[(&str, &str)] = &[
    ("M13", "flight::no_read_gets_less_than_what_was_committed_before_it_began"),
    ("M13b", "flight::who_comes_while_a_fill_is_on_its_way_does_not_take_its_value_unseen"),
];

#[test]
fn each_mutant_is_noticed() {
    postcache_core::mutants::are_noticed(NOTICED);
}
