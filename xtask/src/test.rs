//! `cargo xtask test`: every test there is, in one command.

use std::env::consts::EXE_SUFFIX;
use std::time::Duration;

use crate::step::{Call, Refusal, Step};
use crate::workspace::Workspace;
use crate::{chaos, mutants, redis};

/// Packages whose steps must not be missing: without one of them the run fails. Any other absent package is announced.
const MUST_EXIST: &[&str] = &[
    "postcache",
    "postcache-core",
    "postcache-macros",
    "postcache-memory",
    "postcache-redis",
    "postcache-conformance",
    "postcache-bench",
    "edition-2021",
    chaos::PACKAGE,
    BLOG,
    QUICKSTART,
];

/// A debug build tries floods, misses, clears and tags by the ten thousand; only this one by the million.
const AT_FULL_SIZE: &[&str] = &["test", "--release", "-p", "postcache-memory", "--test", "engine"];

/// What the blog's self-check is shown in turn, and must find. Each is also the first word of its verdict.
const SABOTAGES: &[&str] = &["stale", "foreign", "lost-invalidation"];

/// Its feature `docker` brings a hundred crates: `cargo xtask deep` compiles it.
pub(crate) const TESTSERVER: &str = "testserver";

const BLOG: &str = "blog";
const QUICKSTART: &str = "quickstart";

/// Time for a sabotaged self-check to find what is broken.
const TO_NOTICE: Duration = Duration::from_secs(10);

pub(crate) fn steps(workspace: &Workspace) -> Vec<Step> {
    let everything = ["test", "--workspace", "--exclude", TESTSERVER, "--all-features", "--no-fail-fast"];
    let mut steps = missing(workspace);
    steps.push(redis::step());
    steps.push(Step::command("unit and integration tests", Call::cargo(&everything).args(&["--tests", "--examples"])));
    steps.push(Step::command("laws of memory at full size", Call::cargo(AT_FULL_SIZE)));
    steps.push(Step::command("the server for tests", Call::cargo(&["test", "-p", TESTSERVER, "--tests"])));
    steps.push(Step::command("doctests", Call::cargo(&everything).args(&["--doc"])));
    steps.push(Step::command(QUICKSTART, Call::cargo(&["run", "-p", QUICKSTART])));
    steps.extend(blog(workspace));
    steps.push(mutants::step(workspace));
    steps.extend(chaos::steps(workspace));
    steps
}

fn blog(workspace: &Workspace) -> impl Iterator<Item = Step> {
    let self_check = Call::cargo(&["run", "--release", "-p", BLOG, "--", "--self-check"]);
    let whole = Step::command("blog, self-check", self_check.clone());
    // The program itself and not `cargo run`, so that one which hangs can be ended.
    let program = workspace.target.join("release").join(format!("{BLOG}{EXE_SUFFIX}"));
    let sabotaged = SABOTAGES.iter().map(move |fault| {
        let call = Call::new(program.to_string_lossy(), &["--self-check", "--sabotage", fault]);
        let repeat = self_check.clone().args(&["--sabotage", fault]).to_string();
        let name = format!("blog, self-check refuses {fault}");
        Step::refusal(&name, &repeat, Refusal { call, names: fault, within: TO_NOTICE })
    });
    [whole].into_iter().chain(sabotaged)
}

fn missing(workspace: &Workspace) -> Vec<Step> {
    let missing: Vec<&str> = MUST_EXIST.iter().copied().filter(|package| !workspace.has(package)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let why = format!("this workspace has no package {}", missing.join(", "));
    vec![Step::check("packages that must exist", "cargo metadata --no-deps", move || Err(why))]
}

#[cfg(test)]
mod tests;
