//! Plots as SVG, written by hand: bars and whiskers are all that is needed.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use super::{Comparison, Matrix, Plot, Section};
use crate::measure::Spread;

const WIDTH: f64 = 760.0;
const LABELS: f64 = 270.0;
const FIGURES: f64 = 70.0;
const LINE: f64 = 18.0;
const HEAD: f64 = 34.0;
const COLOURS: &[&str] = &["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999999", "#222222"];

struct Bar {
    group: Option<String>,
    label: String,
    length: f64,
    whisker: Option<(f64, f64)>,
    colour: &'static str,
}

/// `None`: a section that is a table only.
pub(crate) fn plot(section: &Section) -> Option<String> {
    match section {
        Section::Comparison(comparison) => Some(compared(comparison)),
        Section::Matrix(matrix) => (matrix.plot == Plot::Bars).then(|| by_two(matrix)),
    }
}

fn compared(comparison: &Comparison) -> String {
    let first = comparison.rows.first().map(|row| row.rounds.as_slice()).unwrap_or_default();
    let bars = comparison.rows.iter().map(|row| {
        let spread = match comparison.unit.as_ref() {
            "x" => Spread::of(row.rounds.clone()),
            _ => Spread::of_ratios(&row.rounds, first),
        };
        let colour = if row.contender.contains("postcache") { COLOURS[1] } else { COLOURS[0] };
        Bar {
            group: None,
            label: row.contender.clone(),
            length: spread.median,
            whisker: Some((spread.q1, spread.q3)),
            colour,
        }
    });
    let what = match (comparison.unit.as_ref(), comparison.rows.first()) {
        ("x", _) | (_, None) => comparison.name.clone(),
        (_, Some(first)) => format!("{}: time by that of {}", comparison.name, first.contender),
    };
    svg(&what, &bars.collect::<Vec<_>>())
}

fn by_two(matrix: &Matrix) -> String {
    let mut bars = Vec::new();
    for (row, figures) in &matrix.rows {
        let columns = matrix.head.iter().skip(1).zip(figures).zip(COLOURS.iter().cycle());
        for (at, ((column, length), colour)) in columns.enumerate() {
            let Some(length) = *length else { continue };
            let group = (at == 0).then(|| row.clone());
            bars.push(Bar { group, label: column.clone(), length, whisker: None, colour });
        }
    }
    svg(&format!("{} ({})", matrix.name, matrix.unit), &bars)
}

fn svg(title: &str, bars: &[Bar]) -> String {
    let groups = bars.iter().filter(|bar| bar.group.is_some()).count();
    let height = HEAD + LINE * (bars.len() + groups) as f64 + 10.0;
    let ends = bars.iter().map(|bar| bar.whisker.map_or(bar.length, |(_, high)| high.max(bar.length)));
    let scale = (WIDTH - LABELS - FIGURES) / ends.fold(f64::MIN_POSITIVE, f64::max);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"10\" y=\"20\" font-size=\"14\" font-weight=\"bold\">{}</text>\n",
        escaped(title)
    );
    let mut top = HEAD;
    for bar in bars {
        if let Some(group) = &bar.group {
            text(&mut out, 10.0, top + 13.0, "start", group);
            top += LINE;
        }
        let length = bar.length.max(0.0) * scale;
        text(&mut out, LABELS - 8.0, top + 13.0, "end", &bar.label);
        rectangle(&mut out, top + 3.0, length, bar.colour);
        let mut end = length;
        if let Some((low, high)) = bar.whisker {
            line(&mut out, LABELS + low * scale, LABELS + high * scale, top + LINE / 2.0);
            end = end.max(high * scale);
        }
        text(&mut out, LABELS + end + 6.0, top + 13.0, "start", &super::markdown::figure(bar.length));
        top += LINE;
    }
    out.push_str("</svg>\n");
    out
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, what: &str) {
    let what = escaped(what);
    // Writing to a text cannot fail.
    let _written = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{what}</text>");
}

fn rectangle(out: &mut String, top: f64, length: f64, colour: &str) {
    let height = LINE - 6.0;
    let _written = writeln!(
        out,
        "<rect x=\"{LABELS}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{height}\" fill=\"{colour}\"/>"
    );
}

fn line(out: &mut String, from: f64, to: f64, y: f64) {
    let _written =
        writeln!(out, "<line x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#000000\"/>");
}

fn escaped(what: &str) -> String {
    what.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
