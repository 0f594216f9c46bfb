//! `PostCache` beside its peers: in one process, in interleaved rounds, as ratios.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a person")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark that cannot be set up has nothing to say"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small numbers, all of them positive"
)]

mod chance;
mod check;
mod cli;
mod measure;
mod peers;
mod post;
mod ratio;
mod report;
mod workload;

use std::process::ExitCode;

use check::Row;
use cli::{Options, Verb};
use report::{Machine, Report, Section};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, child @ ..] = arguments.as_slice()
        && flag == "--child"
    {
        return ended(workload::child(child).map(|bytes| println!("{bytes}")));
    }
    let options = match Options::parse(arguments.into_iter()) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{}", cli::HELP);
            return ExitCode::SUCCESS;
        }
        Err(mistake) => {
            eprintln!("{mistake}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    ended(run(&options))
}

fn ended(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), String> {
    let machine = Machine::here();
    measure::pin(0);
    let sections = if options.verb == Verb::Check { Vec::new() } else { measured(options) };
    let check: Vec<Row> = match options.verb {
        Verb::Compare => Vec::new(),
        Verb::Check | Verb::Report => check::run(|name| options.picks(name)),
    };
    if !check.is_empty() {
        println!("{}", check::table(&check));
    }
    report::write(&Report { machine, sections, check: &check, of_everything: options.verb == Verb::Report })?;
    match options.verb {
        Verb::Check => check::failures(&check),
        Verb::Compare | Verb::Report => Ok(()),
    }
}

fn measured(options: &Options) -> Vec<Section> {
    let picked: Vec<_> = workload::ALL.iter().filter(|workload| options.picks(workload.name)).collect();
    let mut sections = Vec::new();
    for (at, workload) in picked.iter().enumerate() {
        eprintln!("[{}/{}] {}", at + 1, picked.len(), workload.name);
        let found = (workload.run)(options.extent);
        for section in &found {
            println!("{section}");
        }
        sections.extend(found);
    }
    sections
}
