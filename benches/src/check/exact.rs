//! What is counted and not timed.

use std::process::Command;

use super::{Bound, Row};
use crate::workload::{crates_added, loads_of};

const ALLOCATIONS: &str = "allocations on a memory hit (`Arc` value)";

pub(super) fn rows() -> Vec<Row> {
    let none = Some(Bound::AtMost(0.0));
    vec![
        match allocations() {
            Ok(count) => Row::counted(ALLOCATIONS, count, none, none),
            Err(why) => Row::unresolved(ALLOCATIONS, Bound::AtMost(0.0), &why),
        },
        Row::counted("loads for 1,000 callers of one cold key", loads_of(1_000) as f64, Some(Bound::AtMost(1.0)), None),
        Row::counted(
            "crates that `postcache` adds to `tokio` and `serde`",
            crates_added() as f64,
            Some(Bound::AtMost(45.0)),
            Some(Bound::AtMost(30.0)),
        ),
    ]
}

/// Counted by a program of its own: its allocator would slow everything here.
fn allocations() -> Result<f64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = own.with_file_name(format!("allocations{}", std::env::consts::EXE_SUFFIX));
    let told = Command::new(program).output().map_err(|error| format!("`allocations` is not built: {error}"))?;
    let text = String::from_utf8_lossy(&told.stdout);
    text.trim().parse().map_err(|_| format!("it said `{}`", text.trim()))
}
