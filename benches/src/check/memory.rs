//! What an entry costs besides its key and its value.

use super::{Bound, Row};
use crate::workload::footprint;

pub(super) fn rows() -> Vec<Row> {
    let bytes = footprint(1_000_000);
    let row =
        |name: &str, value, must, goal| Row::counted(name, value, Some(Bound::AtMost(must)), Some(Bound::AtMost(goal)));
    vec![
        row("overhead of an entry, no tags, B", bytes.entry, 112.0, 90.0),
        row("overhead of a tag of an entry, B", bytes.tag, 16.0, 12.0),
        row("overhead of a scope, B", bytes.scope, 64.0, 48.0),
    ]
}
