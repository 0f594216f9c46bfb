//! Deliberate breaks of the protocol, one at a time, that the tests must notice. No published build can enable any.

/// Whether the break called `name` is on.
#[cfg(not(postcache_mutants))]
#[must_use]
#[inline]
pub const fn on(_name: &str) -> bool {
    false
}

/// Whether the break called `name` is on: the one that the process was started with.
#[cfg(postcache_mutants)]
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test build alone, in which each break has a process of its own")]
pub fn on(name: &str) -> bool {
    use std::sync::OnceLock;
    static ACTIVE: OnceLock<String> = OnceLock::new();
    ACTIVE.get_or_init(|| std::env::var("POSTCACHE_MUTANT").unwrap_or_default()) == name
}

/// Holds each `(mutant, test)` of a test program against it: the test must pass, and fail in a process that has the mutant on.
///
/// # Panics
///
/// If a mutant goes unnoticed, or a test fails without it or does not exist.
#[cfg(postcache_mutants)]
pub fn are_noticed(table: &[(&str, &str)]) {
    let fails = |&(mutant, test): &(&str, &str)| !passes(mutant, test);
    let unnoticed: Vec<_> = table.iter().filter(|row| !fails(row)).collect();
    assert!(unnoticed.is_empty(), "nobody noticed {unnoticed:?}");
    let broken: Vec<_> = table.iter().filter(|(_, test)| fails(&("none", test))).collect();
    assert!(broken.is_empty(), "without a mutant these fail, too: {broken:?}");
}

/// Whether a test of this program passes with `mutant` on.
#[cfg(postcache_mutants)]
#[expect(clippy::expect_used, reason = "a test build alone")]
fn passes(mutant: &str, test: &str) -> bool {
    let program = std::env::current_exe().expect("a running program has a path");
    let run = std::process::Command::new(program).args(["--exact", test]).env("POSTCACHE_MUTANT", mutant).output();
    let output = run.expect("a program that runs can be started again");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("running 1 test"), "there is no test `{test}`");
    output.status.success()
}
