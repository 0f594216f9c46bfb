//! What a person reads.

use std::process::ExitCode;

use super::coverage;
use crate::cli::Options;
use crate::wire::{Counts, Kind, Report, Violation};

pub(super) fn title(options: &Options) {
    let Options { seed, processes, tasks, .. } = options;
    let what = match &options.mutant {
        Some(mutant) => format!("mutant {mutant}"),
        None => "PostCache".to_owned(),
    };
    let how = if options.strict { ", strict" } else { "" };
    println!("{what}: {processes} processes of {tasks} tasks, seed {seed}{how}");
}

pub(super) fn progress(report: &Report, faults: &Counts, seconds: u64) {
    let found: u64 = report.violations.iter().map(|(_, count)| count).sum();
    let operations = super::operations(report);
    println!("  {seconds:>4} s  {operations:>9} operations  {:>5} faults  {found} findings", faults.sum());
}

/// Prints the whole, and says how it ends.
pub(super) fn verdict(options: &Options, report: &Report, faults: &Counts, seconds: u64) -> ExitCode {
    let counts = &report.counts;
    println!("\n{} operations in {seconds} s", super::operations(report));
    table(counts);
    println!("faults");
    table(faults);
    println!("findings");
    for kind in Kind::ALL {
        if kind != Kind::BelowCommitted || options.strict {
            let count = report.violations.iter().find(|(found, _)| *found == kind).map_or(0, |(_, count)| *count);
            println!("  {count:>9}  {}", kind.says());
        }
    }
    let shown = if options.first { 1 } else { report.shown.len() };
    report.shown.iter().take(shown).for_each(show);
    if let Some((kind, count)) = report.violations.first() {
        println!("\nself-check failed: {} ({count} {})", kind.word(), kind.says());
        println!("to repeat: {options}");
        return ExitCode::FAILURE;
    }
    let missing = if options.naive() { Vec::new() } else { coverage::missing(options, counts, faults) };
    if !missing.is_empty() {
        println!("this run does not count: it had no {}\nto repeat: {options}", missing.join(", no "));
        return ExitCode::from(3);
    }
    println!("nothing found");
    ExitCode::SUCCESS
}

fn table(counts: &Counts) {
    for (what, count) in counts.each() {
        println!("  {count:>9}  {what}");
    }
}

fn show(violation: &Violation) {
    let Violation { kind, scope, row, text, who, history } = violation;
    println!("\n{}: row {row} of user {scope}, seen by {who}: {text}", kind.says());
    println!("  what happened to the row, and to everybody, before:");
    for event in history {
        println!("  {event}");
    }
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::BelowAcked, Self::BelowCommitted, Self::Foreign, Self::FailedRead, Self::HungCall, Self::Crashed];

    const fn word(self) -> &'static str {
        match self {
            Self::BelowAcked | Self::BelowCommitted => "stale",
            Self::Foreign => "foreign",
            Self::FailedRead => "failed",
            Self::HungCall => "hung",
            Self::Crashed => "crashed",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::BelowAcked => "reads older than a mutation that had returned (G)",
            Self::BelowCommitted => "reads older than a fenced commit (G+)",
            Self::Foreign => "foreign answers",
            Self::FailedRead => "failed reads",
            Self::HungCall => "hung calls",
            Self::Crashed => "processes that ended by themselves",
        }
    }
}
