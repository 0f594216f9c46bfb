//! What is kept, and for whom.

use super::{Bound, Row};
use crate::cli::Extent;
use crate::ratio::{Study, others_while_one_floods};

const MEAN: &str = "mean hit ratio without the loop, points above `quick_cache`";
const GAP: &str = "gap to the best library on any trace, points";

pub(super) fn rows() -> Vec<Row> {
    let study = Study::of(Extent::Full);
    let mut rows = match study.missing() {
        Some(why) => {
            let row = |name, bound| Row::unresolved(name, bound, &format!("the public traces are missing: {why}"));
            vec![row(MEAN, Bound::AtLeast(0.0)), row(GAP, Bound::AtMost(1.0))]
        }
        None => of_traces(&study),
    };
    let (calm, flooded) = others_while_one_floods();
    rows.push(
        Row::counted(
            "others' hit ratio while one tenant floods (4x, each key twice), points",
            flooded - calm,
            Some(Bound::AtLeast(-1.0)),
            Some(Bound::AtLeast(-0.5)),
        )
        .saying(&format!("({calm:.2} to {flooded:.2} %)")),
    );
    rows
}

fn of_traces(study: &Study) -> Vec<Row> {
    let (ours, quick) = (study.mean_of_ours(), study.mean_of_quick_cache());
    let best = hundredth(study.best_mean_of_all());
    let (trace, gap) = study.widest_gap();
    vec![
        Row::counted(MEAN, hundredth(ours - quick), Some(Bound::AtLeast(0.0)), Some(Bound::AtLeast(best)))
            .saying(&format!("({ours:.2} %)")),
        Row::counted(GAP, gap, Some(Bound::AtMost(1.0)), Some(Bound::AtMost(0.5))).saying(&format!("({trace})")),
    ]
}

/// Hit ratios are told to a hundredth of a point.
fn hundredth(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
