//! Each target with what was measured beside it.
//!
//! A group of rows is one file with one function and one line in [`ALL`].

mod cleanup;
mod clear;
mod exact;
mod hits;
mod memory;
mod ratios;
mod threads;
mod verdict;
mod writes;

use std::fmt::Write;

pub(crate) use verdict::{Bound, Row};

use crate::measure::Pace;

/// At least 31 rounds. More turns in a round make its figure steadier, not the row easier.
const PACE: Pace = Pace { rounds: 31, turns: 15 };

/// Rows that are measured together, by the name that `--only` looks for.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) rows: fn() -> Vec<Row>,
}

pub(crate) const ALL: &[Group] = &[
    Group { name: "hits", rows: hits::rows },
    Group { name: "threads", rows: threads::rows },
    Group { name: "exact", rows: exact::rows },
    Group { name: "clear", rows: clear::rows },
    Group { name: "hit-ratio", rows: ratios::rows },
    Group { name: "memory", rows: memory::rows },
    Group { name: "writes", rows: writes::rows },
    Group { name: "cleanup", rows: cleanup::rows },
];

/// All rows as Markdown.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut table =
        "| measure | must | goal | measured (quartiles) | verdict |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for row in rows {
        // Writing to a text cannot fail.
        let _written = writeln!(table, "{row}");
    }
    table
}

/// Says what fails the check, if anything does.
pub(crate) fn failures(rows: &[Row]) -> Result<(), String> {
    let failed: Vec<&str> = rows.iter().filter(|row| row.verdict.fails()).map(|row| row.name.as_str()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("{} of {} rows miss their must or are unresolved: {}", failed.len(), rows.len(), failed.join("; ")))
}
