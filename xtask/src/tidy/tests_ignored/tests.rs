use super::ignored_tests_say_why;
use crate::tree::Tree;

fn found(path: &str, text: &str) -> usize {
    ignored_tests_say_why(&Tree::of(&[(path, text)])).len()
}

#[test]
fn an_ignored_test_with_a_reason_passes() {
    assert_eq!(found("a/src/lib.rs", "    #[ignore = \"needs a terminal\"]\n    fn x() {}\n"), 0);
    assert_eq!(found("README.md", "```rust,no_run\n```\n"), 0);
}

#[test]
fn an_ignored_test_without_a_reason_is_found() {
    for attribute in ["#[ignore]", "    #[ignore] // later", "#[ignore = \"\"]", "#[cfg_attr(miri, ignore)]"] {
        assert_eq!(found("a/src/lib.rs", attribute), 1, "{attribute}");
    }
}

#[test]
fn an_example_that_is_not_compiled_is_found() {
    for (path, fence) in
        [("a/src/lib.rs", "/// ```ignore"), ("a/src/lib.rs", "//! ```rust,ignore"), ("README.md", "```rust, ignore")]
    {
        assert_eq!(found(path, fence), 1, "{fence}");
    }
}
