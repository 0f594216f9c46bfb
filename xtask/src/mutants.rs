//! Builds that can break the protocol: each mutant must be noticed by somebody.

use std::path::PathBuf;

use crate::step::{Call, Step};
use crate::workspace::Workspace;

/// A command of cargo's for such a build, which lies in a folder of its own: its flag is for every crate.
pub(crate) fn cargo(workspace: &Workspace, words: &[&str]) -> Call {
    let folder = folder(workspace).to_string_lossy().into_owned();
    Call::cargo(words).args(&["--target-dir", &folder]).env("RUSTFLAGS", "--cfg postcache_mutants")
}

pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("mutants")
}

/// Each mutant, in a process of its own, against the test that is there for it.
pub(crate) fn step(workspace: &Workspace) -> Step {
    let call = cargo(workspace, &["test", "-p", "postcache-redis", "--test", "directed"]);
    Step::command("each break of the protocol is noticed", call.args(&["each_mutant_is_noticed"]))
}
