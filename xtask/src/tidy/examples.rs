//! Every example is in the README's list: an example that nobody finds teaches nobody.

use super::finding::Finding;
use crate::tree::Tree;

const README: &str = "README.md";

pub(super) fn examples_are_listed(tree: &Tree) -> Vec<Finding> {
    let Some(readme) = tree.file(README) else {
        return vec![Finding::new(README, 1, "the README is missing")];
    };
    let examples = tree.packages.iter().filter(|package| package.folder.starts_with("examples/"));
    examples
        .filter(|example| !readme.text.contains(&example.folder))
        .map(|example| Finding::new(README, 1, format!("`{}` is not in the list of examples", example.folder)))
        .collect()
}

#[cfg(test)]
mod tests;
