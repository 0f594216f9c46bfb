//! The section of the README: the figures that matter, those where a peer wins among them.

#[cfg(test)]
mod tests;

use std::fmt::Write;
use std::path::Path;

use super::{Comparison, Matrix, Results, Section};

const BEGIN: &str = "<!-- figures: cargo xtask bench --report -->";
const END: &str = "<!-- end of figures -->";

pub(super) fn renew(readme: &Path, results: &Results) -> Result<(), String> {
    let text = std::fs::read_to_string(readme).map_err(|error| error.to_string())?;
    let renewed = between_marks(&text, &figures(&results.sections()))?;
    std::fs::write(readme, renewed).map_err(|error| error.to_string())
}

fn between_marks(text: &str, figures: &str) -> Result<String, String> {
    let (before, rest) = text.split_once(BEGIN).ok_or("the README has lost the mark before its figures")?;
    let (_, after) = rest.split_once(END).ok_or("the README has lost the mark behind its figures")?;
    Ok(format!("{before}{BEGIN}\n\n{figures}\n{END}{after}"))
}

fn figures(sections: &[&Section]) -> String {
    let comparison = |name: &str| {
        sections.iter().find_map(|section| match section {
            Section::Comparison(one) if one.name == name => Some(one),
            _ => None,
        })
    };
    let matrix = |name: &str| {
        sections.iter().find_map(|section| match section {
            Section::Matrix(one) if one.name == name => Some(one),
            _ => None,
        })
    };
    let mut out = String::new();
    hits(
        &mut out,
        comparison("Hits: 1000 entries, Zipf 0.9, many scopes"),
        comparison("Hits: 100000 entries, Zipf 0.9, many scopes"),
    );
    if let Some(clears) = comparison("Clear of a scope, by its entries") {
        one_line(&mut out, "clearing a scope", clears);
    }
    if let Some(inserts) = comparison("Insert with an eviction, capacity 10000") {
        one_line(&mut out, "insert with an eviction", inserts);
    }
    if let Some(means) = matrix("Hit ratio, mean of four capacities") {
        rows_of(&mut out, "hit ratio in %, mean of four capacities", means);
    }
    if let Some(flood) = matrix("Hit ratio of the others while one tenant floods") {
        rows_of(&mut out, "hit ratio of 1,000 tenants while one more floods, in %", flood);
    }
    out
}

/// Contenders as rows, the ratios of two sizes as columns.
fn hits(out: &mut String, few: Option<&Comparison>, many: Option<&Comparison>) {
    let (Some(few), Some(many)) = (few, many) else { return };
    let first = &few.rows[0].contender;
    out.push_str("| a hit, by the time of the first | 1,000 entries | 100,000 entries |\n| --- | ---: | ---: |\n");
    for row in &few.rows {
        let name = &row.contender;
        let ratio = |table: &Comparison| table.ratio(name, first).median;
        let shown = if name.contains("postcache") { format!("**{name}**") } else { name.clone() };
        // Writing to a text cannot fail.
        let _written = writeln!(out, "| {shown} | {:.2} | {:.2} |", ratio(few), ratio(many));
    }
    out.push('\n');
}

fn one_line(out: &mut String, what: &str, table: &Comparison) {
    let names: Vec<&str> = table.rows.iter().map(|row| row.contender.as_str()).collect();
    let ratios: Vec<String> = names.iter().map(|name| format!("{:.2}", table.ratio(name, names[0]).median)).collect();
    let _written = writeln!(
        out,
        "| {what} | {} |\n| --- |{}\n| by the time of the first | {} |\n",
        names.join(" | "),
        " ---: |".repeat(names.len()),
        ratios.join(" | ")
    );
}

fn rows_of(out: &mut String, what: &str, table: &Matrix) {
    let head = table.head.iter().skip(1).map(String::as_str).collect::<Vec<_>>().join(" | ");
    let _written = writeln!(out, "| {what} | {head} |\n| --- |{}", " ---: |".repeat(table.head.len() - 1));
    for (name, figures) in &table.rows {
        let figures: Vec<String> =
            figures.iter().map(|one| one.map_or_else(String::new, |one| format!("{one:.1}"))).collect();
        let _written = writeln!(out, "| {name} | {} |", figures.join(" | "));
    }
    out.push('\n');
}
