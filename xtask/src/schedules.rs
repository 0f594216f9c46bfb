//! Builds in which a scheduler decides how threads interleave, and tries many ways: see `sync.rs` of the crates.

use crate::step::{Call, Step};
use crate::workspace::Workspace;

/// What is tried, and what filters it from the tests that run on threads of the system.
const TESTS: &[(&str, &[&str])] = &[
    ("counts of the memory engine", &["-p", "postcache-memory", "--lib", "schedules"]),
    ("operations of the memory engine", &["-p", "postcache-memory", "--test", "schedules"]),
    ("single flight", &["-p", "postcache-core", "--features", "test-util", "--test", "schedules"]),
];

/// Both flags at once, so that one build serves the laws and their mutants. They are for every crate, so it lies in a folder
/// of its own.
pub(crate) fn steps(workspace: &Workspace) -> Vec<Step> {
    let folder = workspace.target.join("schedules").to_string_lossy().into_owned();
    let call = |words: &[&str]| {
        Call::cargo(words)
            .args(&["--target-dir", &folder])
            .env("RUSTFLAGS", "--cfg postcache_shuttle --cfg postcache_mutants")
    };
    let lints = ["clippy", "-p", "postcache-memory", "-p", "postcache-core", "--features", "test-util"];
    let lints = call(&lints).args(&["--test", "schedules", "--", "-D", "warnings"]);
    let tests = TESTS
        .iter()
        .map(|(what, words)| Step::command(&format!("schedules: {what}"), call(&["test", "--release"]).args(words)));
    [Step::command("schedules: lints", lints)].into_iter().chain(tests).collect()
}
