//! `cargo xtask bench`: the comparison with peers, which is a program of its own.

use crate::step::{Call, Step, run_all};
use crate::workspace::Workspace;

const PACKAGE: &str = "postcache-bench";

pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<(), String> {
    if !workspace.has(PACKAGE) {
        return Err(format!("nothing to measure: this workspace has no package `{PACKAGE}`"));
    }
    let call = Call::cargo(&["run", "--release", "-p", PACKAGE, "--"]).args(args);
    run_all(vec![Step::command("benchmarks", call)])
}
