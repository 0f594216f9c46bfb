//! Some words promise more than is true of any cache. They may be denied, never claimed.
//!
//! The rule: in Markdown and in doc comments, a line that has one of these phrases must have a word of denial before
//! it on the same line. "It is not linearizable" passes; a phrase whose denial stands on the line above does not, and
//! is rewritten so that a reader who sees only that line is not misled.

use super::finding::Finding;
use crate::tree::{File, Tree};

const PHRASES: &[&str] = &[
    "exactly once",
    "linearisable",
    "linearizability",
    "linearizable",
    "strong consistency",
    "strongly consistent",
    "zero staleness",
    "proven",
];

const DENIALS: &[&str] = &["not", "never", "no", "nor", "without", "cannot", "isn't", "doesn't"];

pub(super) fn claims_are_kept(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .flat_map(|file| file.lines().filter_map(move |(number, line)| claim(file, number, line)))
        .collect()
}

fn claim(file: &File, number: usize, line: &str) -> Option<Finding> {
    let prose = prose(file, line)?;
    let words = words(prose);
    let phrase = PHRASES.iter().find(|phrase| claims(&words, phrase))?;
    Some(Finding::new(&file.path, number, format!("\"{phrase}\" is not what we promise: say what was tested, and how")))
}

fn prose<'l>(file: &File, line: &'l str) -> Option<&'l str> {
    if file.has_extension("md") {
        return Some(line);
    }
    let line = line.trim_start();
    let doc = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
    file.has_extension("rs").then_some(doc)
}

/// Lower case, with everything between words as one space.
fn words(line: &str) -> Vec<String> {
    let apart = |c: char| !c.is_alphanumeric() && c != '\'';
    line.split(apart).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn claims(words: &[String], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let place = words.windows(phrase.len()).position(|window| window == phrase);
    place.is_some_and(|at| !words.iter().take(at).any(|word| DENIALS.contains(&word.as_str())))
}

#[cfg(test)]
mod tests;
