//! Tables.

#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

use super::{Comparison, Matrix, Section};
use crate::measure::Spread;

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comparison(comparison) => comparison.fmt(f),
            Self::Matrix(matrix) => matrix.fmt(f),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, &self.name, &self.note)?;
        writeln!(f, "| contender | {} p10 | median | p90 | ratio within a round: median (quartiles) |", self.unit)?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: |")?;
        let Some(first) = self.rows.first() else { return Ok(()) };
        for row in &self.rows {
            let (own, ratio) = (Spread::of(row.rounds.clone()), Spread::of_ratios(&row.rounds, &first.rounds));
            writeln!(
                f,
                "| {} | {} | {} | {} | {:.2} ({:.2}..{:.2}) |",
                row.contender,
                figure(own.p10),
                figure(own.median),
                figure(own.p90),
                ratio.median,
                ratio.q1,
                ratio.q3
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        head(f, &self.name, &self.note)?;
        writeln!(f, "| {} |", self.head.join(" | "))?;
        writeln!(f, "| --- |{}", " ---: |".repeat(self.head.len() - 1))?;
        for (name, figures) in &self.rows {
            write!(f, "| {name} |")?;
            for one in figures {
                write!(f, " {} |", one.map_or_else(String::new, figure))?;
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

fn head(f: &mut fmt::Formatter<'_>, name: &str, note: &str) -> fmt::Result {
    writeln!(f, "### {name}\n")?;
    if note.is_empty() { Ok(()) } else { writeln!(f, "{note}\n") }
}

/// Three digits that say something, and all that stand before the point.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    let digits = if size >= 100.0 || value == 0.0 {
        0
    } else if size >= 10.0 {
        1
    } else {
        2
    };
    let plain = format!("{value:.digits$}");
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}
