//! Writes, against moka's.
//!
//! moka puts work off and does it for several hundred writes at once, so that the median of its turns shows none of it: a
//! round's figure is the mean of turns that hold several such bursts, and the row the median of the rounds' ratios.

use super::{Bound, PACE, Row};
use crate::workload::{compare_and_set, insert_with_eviction};

pub(super) fn rows() -> Vec<Row> {
    let row = |name: &str, spread| Row::measured(name, spread, Bound::AtMost(0.30), Bound::AtMost(0.20));
    let insert = insert_with_eviction(PACE);
    let set = compare_and_set(PACE);
    vec![
        row(
            "insert with eviction (lease and fill) by moka's insert",
            insert.ratio("postcache bare store", "moka::sync"),
        ),
        row(
            "compare-and-set fill by moka's `and_compute_with`",
            set.ratio("postcache bare store fill", "moka::sync and_compute_with"),
        ),
    ]
}
