//! `cargo xtask bench`: the comparison with peers, which is a program of its own, and what the macro costs.

mod expansion;
mod hit_by_macro;
mod ratio;

use crate::step::{Call, Step, run_all};
use crate::workspace::Workspace;

const PACKAGE: &str = "postcache-bench";

/// Measured from here, because a compiler or an emulator runs what is measured.
const OURS: &[(&str, MakeStep)] = &[(expansion::NAME, expansion::step), (hit_by_macro::NAME, hit_by_macro::step)];

type MakeStep = fn(&Workspace, &[String]) -> Step;

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<(), String> {
    if !workspace.has(PACKAGE) {
        return Err(format!("nothing to measure: this workspace has no package `{PACKAGE}`"));
    }
    let program = Call::cargo(&["run", "--release", "-p", PACKAGE, "--"]).args(args);
    let program = Step::command("benchmarks", program);
    let Some(only) = named(args) else {
        let asked = !args.iter().any(|arg| matches!(arg.as_str(), "-h" | "--help"));
        let ours = OURS.iter().filter(|_| asked).map(|(_, step)| step(workspace, args));
        return run_all([program].into_iter().chain(ours).collect());
    };
    let ours: Vec<Step> =
        OURS.iter().filter(|(name, _)| name.contains(only)).map(|(_, step)| step(workspace, args)).collect();
    run_all(if ours.is_empty() { vec![program] } else { ours })
}

fn named(args: &[String]) -> Option<&str> {
    args.iter().position(|arg| arg == "--only").and_then(|at| args.get(at + 1)).map(String::as_str)
}

fn is_quick(args: &[String]) -> bool {
    args.iter().any(|arg| arg == "--quick")
}

#[cfg(test)]
mod tests;
