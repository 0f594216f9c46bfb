//! A test, or an example in the docs, that does not run says why, or is not there.

use super::finding::Finding;
use crate::tree::{File, Tree};

pub(super) fn ignored_tests_say_why(tree: &Tree) -> Vec<Finding> {
    let lines = tree.files.iter().flat_map(|file| file.lines().map(move |(number, line)| (file, number, line.trim())));
    lines.filter_map(|(file, number, line)| Some(Finding::new(&file.path, number, silence(file, line)?))).collect()
}

fn silence(file: &File, line: &str) -> Option<&'static str> {
    let unexplained = line.starts_with("#[ignore]")
        || line.starts_with("#[ignore = \"\"]")
        || (line.starts_with("#[cfg_attr(") && line.ends_with(", ignore)]"));
    if file.has_extension("rs") && unexplained {
        return Some("an ignored test says why: `#[ignore = \"reason\"]`");
    }
    let doc = line.trim_start_matches('/').trim_start_matches('!').trim_start();
    let fence = doc.strip_prefix("```").is_some_and(|language| language.split(',').any(|word| word.trim() == "ignore"));
    let compiled = file.has_extension("md") || line.starts_with("//");
    (fence && compiled).then_some("an example in the docs runs, or is `no_run`, or `text`")
}

#[cfg(test)]
mod tests;
