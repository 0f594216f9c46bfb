//! What a second thread gains.

use super::{Bound, Row};
use crate::measure::Pace;
use crate::post::Layout;
use crate::workload::hits::ANNOTATED;
use crate::workload::scaling;

const PACE: Pace = Pace { rounds: 31, turns: 11 };

pub(super) fn rows() -> Vec<Row> {
    let row = |name: &str, layout, must, goal| {
        let spread = scaling(layout, PACE).spread(ANNOTATED);
        Row::measured(name, spread, Bound::AtLeast(must), Bound::AtLeast(goal))
    };
    vec![
        row("two threads read many scopes, by one", Layout::ManyScopes, 1.8, 1.95),
        row("two threads read one hot scope, by one", Layout::OneScope, 1.4, 1.9),
    ]
}
