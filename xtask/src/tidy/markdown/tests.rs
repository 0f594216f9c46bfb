use super::{code_spans, leading_spans, prose};
use crate::tree::Tree;

#[test]
fn fenced_blocks_are_not_prose() {
    let tree = Tree::of(&[("a.md", "one\n```text\n`two`\n```\nthree\n")]);
    assert_eq!(prose(&tree.files[0]).collect::<Vec<_>>(), [(1, "one"), (5, "three")]);
}

#[test]
fn spans_are_what_stands_between_backticks() {
    assert_eq!(code_spans("a `b` c `d/e` f").collect::<Vec<_>>(), ["b", "d/e"]);
    assert_eq!(code_spans("none").count(), 0);
}

#[test]
fn a_row_or_a_bullet_begins_with_its_names() {
    assert_eq!(leading_spans("| `a` | why, see `b` |"), ["a"]);
    assert_eq!(leading_spans("- `quote`, `proc-macro2`: as `syn`"), ["quote", "proc-macro2"]);
    assert!(leading_spans("Because of `a`").is_empty());
}
