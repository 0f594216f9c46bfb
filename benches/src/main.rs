//! `PostCache` beside its peers: in one process, in interleaved rounds, as ratios.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a person")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up has nothing to say"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small numbers, all of them positive"
)]

mod clear;
mod cli;
mod hits;
mod peers;
mod post;
mod rounds;
mod table;

use std::process::ExitCode;

use cli::Options;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
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
    println!("{}", table::HEADER);
    for bench in [hits::of_entries(1_000), hits::of_entries(100_000), clear::by_size()] {
        if options.picks(bench.name()) {
            bench.run(&options);
        }
    }
    ExitCode::SUCCESS
}
