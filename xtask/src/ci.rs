//! `cargo xtask ci`: what must pass before a change lands. It ends with exactly what `cargo xtask test` runs.

use std::process::{Command, Stdio};

use crate::step::{Call, Step, run_all};
use crate::test::TESTSERVER;
use crate::workspace::Workspace;
use crate::{test, tidy};

pub(crate) fn run(workspace: &Workspace) -> Result<(), String> {
    components_are_installed()?;
    let mut steps = gates();
    let for_tidy = workspace.clone();
    steps.push(Step::check("tidy", "cargo xtask tidy", move || tidy::run(&for_tidy)));
    steps.extend(test::steps(workspace));
    run_all(steps)
}

fn gates() -> Vec<Step> {
    let doc = ["doc", "--workspace", "--exclude", TESTSERVER, "--no-deps", "--all-features"];
    vec![
        Step::command("formatting", Call::cargo(&["fmt", "--all", "--check"])),
        Step::command(
            "lints",
            Call::cargo(&["clippy", "--workspace", "--exclude", TESTSERVER, "--all-targets", "--all-features"])
                .args(&["--", "-D", "warnings"]),
        ),
        Step::command(
            "lints of the server for tests",
            Call::cargo(&["clippy", "-p", TESTSERVER, "--all-targets", "--", "-D", "warnings"]),
        ),
        Step::command("documentation", Call::cargo(&doc).env("RUSTDOCFLAGS", "-D warnings")),
    ]
}

/// A minimal toolchain has neither: better to hear so at once, and with the cure, than from the middle of a run.
fn components_are_installed() -> Result<(), String> {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(subcommand, _)| !answers(subcommand))
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(" ");
    Err(format!("this toolchain lacks {missing}: run `rustup component add {missing}` in this folder"))
}

fn answers(subcommand: &str) -> bool {
    let mut version = Command::new("cargo");
    version.args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}
