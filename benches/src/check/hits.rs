//! A hit, against the peers.

use super::{Bound, PACE, Row};
use crate::workload::hits::{
    ANNOTATED, CONCURRENT, MOKA, MOKA_BEST, PEEK, PEEK_TAGGED, QUICK, for_the_check as measure,
};

pub(super) fn rows() -> Vec<Row> {
    [10_000, 100_000].into_iter().flat_map(of_entries).collect()
}

fn of_entries(entries: usize) -> Vec<Row> {
    let hits = measure(entries, PACE);
    let row = |what: &str, above: &str, below: &str, must: f64, goal: f64| {
        let name = format!("{what} ({entries} entries)");
        Row::measured(name, hits.ratio(above, below), Bound::AtMost(must), Bound::AtMost(goal))
    };
    let faster = hits.ratio(CONCURRENT, ANNOTATED);
    let name = format!("`#[concurrent_cached]` LRU+TTL by a `#[cached_scoped]` hit ({entries} entries)");
    vec![
        row("`#[cached_scoped]` hit by `moka::sync` as shipped", ANNOTATED, MOKA, 0.40, 0.33),
        row("`#[cached_scoped]` hit by the best moka", ANNOTATED, MOKA_BEST, 0.50, 0.42),
        Row::measured(name, faster, Bound::AtLeast(1.5), Bound::AtLeast(2.0)),
        row("synchronous hit by `moka::sync` as shipped", PEEK, MOKA, 0.30, 0.27),
        row("synchronous hit by a bare `quick_cache` get", PEEK, QUICK, 1.4, 1.2),
        row("synchronous hit with 2 tags by one without", PEEK_TAGGED, PEEK, 1.25, 1.1),
    ]
}
