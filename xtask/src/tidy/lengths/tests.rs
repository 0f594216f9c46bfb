use super::{LINES, LINES_OF_TESTS, files_are_short};
use crate::tree::Tree;

fn tree(path: &str, lines: usize) -> Tree {
    Tree::of(&[(path, &"\n".repeat(lines))])
}

#[test]
fn a_file_below_the_limit_passes() {
    assert_eq!(files_are_short(&tree("postcache-core/src/cache.rs", LINES - 1)), []);
    assert_eq!(files_are_short(&tree("docs/ARCHITECTURE.md", 10 * LINES)), []);
}

#[test]
fn a_file_at_the_limit_is_found() {
    assert_eq!(files_are_short(&tree("postcache-core/src/cache.rs", LINES)).len(), 1);
    assert_eq!(files_are_short(&tree("examples/blog/src/main.rs", LINES)).len(), 1);
    assert_eq!(files_are_short(&tree("benches/src/main.rs", LINES)).len(), 1);
}

#[test]
fn tests_may_be_longer_and_have_a_limit_too() {
    for path in ["postcache/tests/shapes.rs", "postcache-core/src/key/tests.rs", "postcache/examples/shop.rs"] {
        assert_eq!(files_are_short(&tree(path, LINES)), [], "{path}");
        assert_eq!(files_are_short(&tree(path, LINES_OF_TESTS)).len(), 1, "{path}");
    }
}
