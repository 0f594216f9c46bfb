//! `cargo xtask deep`: what is tried less often than at each change, because it costs minutes or downloads.

mod servers;

use crate::bench::instructions;
use crate::step::{Call, Step, run_all};
use crate::test::TESTSERVER;
use crate::workspace::Workspace;
use crate::{fuzz, schedules};

/// Seconds for each target; more with `cargo xtask fuzz`.
const FUZZING: u32 = 20;

pub(crate) fn run(workspace: &Workspace) -> Result<(), String> {
    let docker = ["clippy", "-p", TESTSERVER, "--features", "docker", "--", "-D", "warnings"];
    let mut steps = vec![Step::command("a server in a container compiles", Call::cargo(&docker))];
    steps.push(instructions::step(workspace, &[]));
    steps.extend(schedules::steps(workspace));
    steps.extend(fuzz::steps(workspace, FUZZING)?);
    steps.extend(servers::steps(workspace));
    run_all(steps)
}
