//! As much of Markdown as the checks need.

use crate::tree::File;

/// Lines outside fenced blocks, with their numbers.
pub(super) fn prose(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    file.lines().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What stands in single backticks.
pub(super) fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// The code spans that a bullet or a table row begins with: one, or several with commas between.
pub(super) fn leading_spans(line: &str) -> Vec<&str> {
    let mut rest = line.trim_start().trim_start_matches(['|', '-', '*']).trim_start();
    let mut spans = Vec::new();
    while let Some((span, after)) = rest.strip_prefix('`').and_then(|quoted| quoted.split_once('`')) {
        spans.push(span);
        rest = after.strip_prefix(',').map_or("", str::trim_start);
    }
    spans
}

pub(super) fn is_heading(line: &str) -> bool {
    line.starts_with('#')
}

#[cfg(test)]
mod tests;
