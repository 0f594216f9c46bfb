//! Clearing much costs what clearing little does.

use super::{Bound, Row};
use crate::measure::Pace;
use crate::workload::{CLEAR_MILLION, CLEAR_ONE, by_size};

/// Filling a million entries again takes far longer than clearing them.
const PACE: Pace = Pace { rounds: 31, turns: 1 };

pub(super) fn rows() -> Vec<Row> {
    let clears = by_size(PACE);
    let ratio = clears.ratio(CLEAR_MILLION, CLEAR_ONE);
    vec![Row::measured("clear of 1,000,000 entries by that of 1", ratio, Bound::AtMost(1.5), Bound::AtMost(1.1))]
}
