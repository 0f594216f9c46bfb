//! A name that fits everything says nothing: no file, folder or module has one of these words in its name.

use super::finding::Finding;
use crate::tree::{File, Tree};

const EMPTY_WORDS: &[&str] =
    &["common", "helper", "helpers", "manager", "managers", "misc", "prelude", "util", "utils"];

pub(super) fn names_say_something(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|file| bad_path(file).into_iter().chain(bad_modules(file))).collect()
}

fn bad_path(file: &File) -> Option<Finding> {
    if file.path.rsplit('/').next() == Some("mod.rs") {
        return Some(Finding::new(&file.path, 1, "a module is `foo.rs` beside `foo/`, never `mod.rs`"));
    }
    let parts = file.path.trim_end_matches(".rs").split('/');
    parts.filter_map(empty_word).map(|word| says_nothing(file, 1, word)).next()
}

fn bad_modules(file: &File) -> impl Iterator<Item = Finding> {
    file.lines().filter_map(|(line, text)| {
        let name = inline_module(text)?;
        empty_word(name).map(|word| says_nothing(file, line, word))
    })
}

/// `mod name {`, whatever its visibility. `mod name;` is a file, which has a path.
fn inline_module(line: &str) -> Option<&str> {
    let (visibility, name) = line.trim().split_once("mod ")?;
    let declared = visibility.is_empty() || (visibility.starts_with("pub") && visibility.ends_with(' '));
    name.strip_suffix('{').map(str::trim).filter(|_| declared)
}

fn empty_word(name: &str) -> Option<&'static str> {
    EMPTY_WORDS.iter().copied().find(|word| name.split(['_', '-']).any(|part| part == *word))
}

fn says_nothing(file: &File, line: usize, word: &str) -> Finding {
    Finding::new(&file.path, line, format!("`{word}` says nothing: name the concept"))
}

#[cfg(test)]
mod tests;
