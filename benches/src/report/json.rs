//! The raw figures.

use serde_json::{Value, json};

use super::{Comparison, Machine, Matrix, Section};
use crate::check::Row;
use crate::measure::Spread;

pub(crate) fn json(machine: &Machine, sections: &[Section], check: &[Row]) -> Value {
    json!({
        "machine": machine,
        "sections": sections.iter().map(section).collect::<Vec<_>>(),
        "check": check,
    })
}

fn section(section: &Section) -> Value {
    match section {
        Section::Comparison(comparison) => compared(comparison),
        Section::Matrix(matrix) => by_two(matrix),
    }
}

fn compared(comparison: &Comparison) -> Value {
    let first = comparison.rows.first().map(|row| row.rounds.as_slice()).unwrap_or_default();
    let row = |row: &crate::report::Measured| {
        json!({
            "contender": row.contender,
            "figures": Spread::of(row.rounds.clone()),
            "ratio": Spread::of_ratios(&row.rounds, first),
        })
    };
    let rows: Vec<Value> = comparison.rows.iter().map(row).collect();
    json!({ "name": comparison.name, "note": comparison.note, "unit": comparison.unit, "rows": rows })
}

fn by_two(matrix: &Matrix) -> Value {
    let rows: Vec<Value> =
        matrix.rows.iter().map(|(name, figures)| json!({ "row": name, "figures": figures })).collect();
    json!({ "name": matrix.name, "note": matrix.note, "unit": matrix.unit, "head": matrix.head, "rows": rows })
}
