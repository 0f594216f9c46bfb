//! Each break of the engine is noticed by a test: a check that passes with its mutant is no check.
//!
//! `RUSTFLAGS="--cfg postcache_mutants" cargo test -p postcache-core --all-features --test engine mutants` runs each test of the
//! table once more in a process that has its mutant on, and expects it to fail. The breaks of the protocol's cells are tried in
//! the same way by the directed tests of `postcache-redis`.

/// Mutant, and the test that notices it.
#[cfg_attr(not(postcache_mutants), expect(dead_code, reason = "the table is read by the build that can break"))]
const NOTICED: &[(&str, &str)] = &[
    ("M13", "freshness::a_reader_that_starts_after_a_mutation_does_not_join_a_load_from_before_it"),
    ("M13b", "joining::a_reader_that_comes_while_a_fill_is_on_its_way_looks_for_itself"),
];

#[cfg(postcache_mutants)]
#[test]
fn each_mutant_is_noticed() {
    postcache_core::mutants::are_noticed(NOTICED);
}
