//! Medians, quartiles and ratios as lines of a Markdown table.

use std::fmt;

pub(crate) const HEADER: &str = "\
| what | contender | ns/op p10 | median | p90 | ratio within a round: median (quartiles) |
| --- | --- | ---: | ---: | ---: | ---: |";

pub(crate) struct Row {
    what: String,
    contender: &'static str,
    nanos: [f64; 3],
    ratio: [f64; 3],
}

impl Row {
    pub(crate) fn new(what: &str, contender: &'static str, nanos: Vec<f64>, first: &[f64]) -> Self {
        let ratios = nanos.iter().zip(first).map(|(own, first)| own / first).collect();
        Self {
            what: what.to_owned(),
            contender,
            nanos: quantiles(nanos, [0.1, 0.5, 0.9]),
            ratio: quantiles(ratios, [0.25, 0.5, 0.75]),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([p10, median, p90], [low, ratio, high]) = (self.nanos, self.ratio);
        write!(
            f,
            "| {} | {} | {p10:.1} | {median:.1} | {p90:.1} | {ratio:.2} ({low:.2}..{high:.2}) |",
            self.what, self.contender
        )
    }
}

fn quantiles(mut values: Vec<f64>, at: [f64; 3]) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    at.map(|fraction| values[((values.len() - 1) as f64 * fraction).round() as usize])
}
