//! The floor checker: `cargo xtask chaos --help`.
//!
//! Real processes ([`worker`]) use the cache as a service does, over a real Redis server behind a proxy. The database is the
//! [`register`], a process that knows what each read must not fall below. [`run`] starts them all, disturbs all of them but
//! the register, and says what was found.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a terminal is where this program speaks")]

mod cli;
mod clock;
mod register;
mod run;
mod tasks;
mod terms;
mod wire;
mod worker;

use std::io;
use std::process::ExitCode;

use crate::cli::Role;

fn main() -> ExitCode {
    let role = match cli::parse(std::env::args().skip(1)) {
        Ok(role) => role,
        Err(mistake) => {
            eprintln!("chaos: {mistake}\nchaos: `--help` lists what there is");
            return ExitCode::from(2);
        }
    };
    match play(role) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("chaos: {error}");
            ExitCode::from(3)
        }
    }
}

fn play(role: Role) -> io::Result<ExitCode> {
    if matches!(role, Role::Register(_) | Role::Worker(_)) {
        end_with_the_run();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match role {
        Role::Help => {
            print!("{}", cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Role::Run(options) => runtime.block_on(run::run(&options)),
        Role::Register(socket) => runtime.block_on(register::serve(&socket)).map(|()| ExitCode::SUCCESS),
        Role::Worker(job) => runtime.block_on(worker::run(*job)).map(|()| ExitCode::SUCCESS),
    }
}

/// A part of a run ends with the process that started it, however that ends, and also when it is stopped.
fn end_with_the_run() {
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL)).unwrap_or_default();
}
