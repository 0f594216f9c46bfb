//! `cargo xtask chaos`: the floor checker, which is a program of its own.

#[cfg(test)]
mod tests;

use std::env::consts::EXE_SUFFIX;
use std::time::Duration;

use crate::step::{Call, Refusal, Step, run_all};
use crate::workspace::Workspace;
use crate::{mutants, redis};

pub(crate) const PACKAGE: &str = "chaos";

/// What it must find out, in the time given: cache-aside by hand, and breaks of the protocol. Some show only between a commit
/// and its return, to a strict run.
const MUST_BE_FOUND: &[&[&str]] = &[
    &[NAIVE],
    &["M1"],
    &["M3", "--strict"],
    &["M4"],
    &["M6b", "--strict"],
    &["M7"],
    &["M8"],
    &["M9"],
    &["M12", "--strict"],
    &["M12b"],
    &["M20"],
    &["M25", "--strict"],
];
const SECONDS: &str = "25";
/// With the time in which everybody comes to an end.
const TO_NOTICE: Duration = Duration::from_secs(60);

/// Runs it as a person asked.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<(), String> {
    let call = match mutant(args) {
        None | Some(NAIVE) => Call::cargo(&["run", "--quiet", "-p", PACKAGE, "--"]),
        Some(_) => mutants::cargo(workspace, &["run", "--quiet", "-p", PACKAGE]).args(&["--"]),
    };
    run_all(vec![redis::step(), Step::command("the floor checker", call.args(args))])
}

const NAIVE: &str = "naive";

fn mutant(args: &[String]) -> Option<&str> {
    let at = args.iter().position(|arg| arg == "--mutant")?;
    args.get(at + 1).map(String::as_str)
}

/// What of it belongs to every test: short runs that must find nothing, and broken ones that must be found out.
pub(crate) fn steps(workspace: &Workspace) -> Vec<Step> {
    let run = |args: &[&str]| Call::cargo(&["run", "--quiet", "-p", PACKAGE, "--"]).args(args);
    let mut steps = vec![
        Step::command("floor checker, all faults", run(&["--seconds", "15"])),
        Step::command("floor checker, strict", run(&["--strict", "--seconds", "10"])),
        Step::command("floor checker, breakable build", mutants::cargo(workspace, &["build", "-p", PACKAGE])),
    ];
    steps.extend(MUST_BE_FOUND.iter().filter_map(|found| {
        let (mutant, how) = found.split_first()?;
        let args = [&["--mutant", mutant, "--first", "--seconds", SECONDS][..], how].concat();
        // The program itself and not `cargo run`, so that one which hangs can be ended.
        let program = if *mutant == NAIVE { workspace.target.clone() } else { mutants::folder(workspace) };
        let program = program.join("debug").join(format!("{PACKAGE}{EXE_SUFFIX}"));
        let call = Call::new(program.to_string_lossy(), &args);
        let repeat = Call::cargo(&["xtask", PACKAGE]).args(&args).to_string();
        let name = format!("floor checker, finds {mutant} out");
        Some(Step::refusal(&name, &repeat, Refusal { call, names: "stale", within: TO_NOTICE }))
    }));
    steps
}
