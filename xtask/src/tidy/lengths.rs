//! A file that has grown long holds more than one concept.

use super::finding::Finding;
use crate::tree::{File, Tree};

const LINES: usize = 400;
/// For unit tests (`tests.rs`) and what lies in a crate's `tests`, `benches` or `examples` folder.
const LINES_OF_TESTS: usize = 600;

pub(super) fn files_are_short(tree: &Tree) -> Vec<Finding> {
    tree.rust().filter_map(too_long).collect()
}

fn too_long(file: &File) -> Option<Finding> {
    let limit = if is_test(&file.path) { LINES_OF_TESTS } else { LINES };
    let lines = file.text.lines().count();
    let message = || format!("{lines} lines, where a file has fewer than {limit}: split it by concept");
    (lines >= limit).then(|| Finding::new(&file.path, limit, message()))
}

/// The first folder does not count: `examples/blog/src` is an ordinary crate.
fn is_test(path: &str) -> bool {
    let mut inside_a_crate = path.split('/').skip(1);
    inside_a_crate.any(|part| matches!(part, "tests" | "benches" | "examples" | "tests.rs"))
}

#[cfg(test)]
mod tests;
