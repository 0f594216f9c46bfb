//! What a person types in this repository: `cargo xtask --help`.
//!
//! [`cli`] knows the words, [`step`] runs one command after the other and says how far it is, and each verb has a
//! file of its own.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a terminal is where this program speaks")]

mod bench;
mod chaos;
mod ci;
mod cli;
mod deep;
mod fuzz;
mod installed;
mod mutants;
mod redis;
mod schedules;
mod step;
mod test;
mod tidy;
mod tree;
mod workspace;

use std::env;
use std::process::ExitCode;

use crate::cli::Verb;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    let verb = match cli::parse(env::args().skip(1)) {
        Ok(verb) => verb,
        Err(mistake) => {
            eprintln!("xtask: {mistake}\nxtask: `cargo xtask --help` lists what there is");
            return ExitCode::from(2);
        }
    };
    match run(&verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<(), String> {
    match verb {
        Verb::Help => {
            print!("{}", cli::HELP);
            Ok(())
        }
        Verb::Test => step::run_all(test::steps(&at_the_root()?)),
        Verb::Ci => ci::run(&at_the_root()?),
        Verb::Deep => deep::run(&at_the_root()?),
        Verb::Tidy => tidy::run(&at_the_root()?),
        Verb::Bench(args) => bench::run(&at_the_root()?, args),
        Verb::Fuzz(seconds) => fuzz::run(&at_the_root()?, *seconds),
        Verb::Chaos(args) => chaos::run(&at_the_root()?, args),
    }
}

/// A command printed by a step means the same wherever the person stands who typed the verb.
fn at_the_root() -> Result<Workspace, String> {
    let workspace = Workspace::load()?;
    env::set_current_dir(&workspace.root).map_err(|error| format!("{}: {error}", workspace.root.display()))?;
    Ok(workspace)
}
