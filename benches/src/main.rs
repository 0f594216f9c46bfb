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

use cli::{Options, Verb};
use report::{Machine, Place, Results};

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
    let place = if options.verb == Verb::Report { Place::Documentation } else { Place::Target };
    let mut results =
        if options.verb == Verb::Report { Results::earlier(&place.results()) } else { Results::default() };
    results.machine = Machine::here();
    measure::pin(0);
    if options.verb != Verb::Check {
        compare(options, &mut results, place)?;
    }
    if options.verb == Verb::Compare {
        return Ok(());
    }
    for group in check::ALL.iter().filter(|group| options.picks(group.name)) {
        eprintln!("check: {}", group.name);
        results.checked(group.name, (group.rows)());
        report::write(&results, place)?;
    }
    let rows = results.rows();
    println!("{}", check::table(&rows));
    if options.verb == Verb::Check { check::failures(&rows) } else { Ok(()) }
}

fn compare(options: &Options, results: &mut Results, place: Place) -> Result<(), String> {
    let picked: Vec<_> = workload::ALL.iter().filter(|workload| options.picks(workload.name)).collect();
    for (at, workload) in picked.iter().enumerate() {
        eprintln!("[{}/{}] {}", at + 1, picked.len(), workload.name);
        let found = (workload.run)(options.extent);
        for section in &found {
            println!("{section}");
        }
        results.measured(workload.name, found);
        // What is measured is kept, whatever becomes of the rest.
        report::write(results, place)?;
    }
    Ok(())
}
