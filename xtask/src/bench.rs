//! `cargo xtask bench`: the comparison with peers, which is a program of its own, and what the macro costs.

mod callgrind;
mod expansion;
mod hit_by_macro;
pub(crate) mod instructions;
mod ratio;

use crate::step::{Call, Step, run_all};
use crate::workspace::Workspace;

const PACKAGE: &str = "postcache-bench";

/// Measured from here, because a compiler or an emulator runs what is measured.
const OURS: &[(&str, MakeStep)] = &[
    (expansion::NAME, expansion::step),
    (hit_by_macro::NAME, hit_by_macro::step),
    (instructions::NAME, instructions::step),
];

type MakeStep = fn(&Workspace, &[String]) -> Step;

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<(), String> {
    if !workspace.has(PACKAGE) {
        return Err(format!("nothing to measure: this workspace has no package `{PACKAGE}`"));
    }
    let help = args.iter().any(|arg| matches!(arg.as_str(), "-h" | "--help"));
    let Some(only) = named(args) else {
        let ours = OURS.iter().filter(|_| !help && !is_check(args)).map(|(_, step)| step(workspace, args));
        return run_all(program(args, help).into_iter().chain(ours).collect());
    };
    let ours: Vec<Step> =
        OURS.iter().filter(|(name, _)| name.contains(only)).map(|(_, step)| step(workspace, args)).collect();
    run_all(if ours.is_empty() { program(args, help) } else { ours })
}

/// It starts a second program, which lies beside it.
fn program(args: &[String], help: bool) -> Vec<Step> {
    let build = Step::command("build", Call::cargo(&["build", "--release", "-p", PACKAGE, "--bins"]));
    let run = Step::command("benchmarks", Call::cargo(&["run", "--release", "-p", PACKAGE, "--"]).args(args));
    if help { vec![run] } else { vec![build, run] }
}

fn is_check(args: &[String]) -> bool {
    args.iter().any(|arg| arg == "--check")
}

fn named(args: &[String]) -> Option<&str> {
    args.iter().position(|arg| arg == "--only").and_then(|at| args.get(at + 1)).map(String::as_str)
}

fn is_quick(args: &[String]) -> bool {
    args.iter().any(|arg| arg == "--quick")
}

#[cfg(test)]
mod tests;
