//! The self-check through the program: it passes, and finds what is broken.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::process::{Command, Output};

fn self_check(sabotage: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_blog")).arg("--self-check").args(sabotage).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn finds(sabotage: &str) {
    let (code, printed) = self_check(&["--sabotage", sabotage]);
    assert_eq!(code, Some(1), "{printed}");
    let verdict = format!("self-check failed: {sabotage}: ");
    assert!(printed.lines().any(|line| line.starts_with(&verdict)), "{printed}");
}

#[test]
fn a_blog_that_is_as_it_should_be_passes() {
    let (code, printed) = self_check(&[]);
    assert_eq!(code, Some(0), "{printed}");
    for count in ["hit ratio", "queries saved", "foreign answers", "stale answers", "mutations that met a load"] {
        assert!(printed.contains(count), "{count}: {printed}");
    }
}

#[test]
fn a_load_that_outlives_a_mutation_is_found() {
    finds("stale");
}

#[test]
fn an_entry_of_another_user_is_found() {
    finds("foreign");
}

#[test]
fn a_mutation_that_tells_the_cache_nothing_is_found() {
    finds("lost-invalidation");
}
