use super::claims_are_kept;
use crate::tree::Tree;

fn found(path: &str, line: &str) -> usize {
    claims_are_kept(&Tree::of(&[(path, line)])).len()
}

#[test]
fn a_claim_is_found_in_pages_and_in_docs() {
    assert_eq!(found("README.md", "PostCache is strongly consistent."), 1);
    assert_eq!(found("docs/x.md", "A proven design"), 1);
    assert_eq!(found("a/src/lib.rs", "    /// Invalidates exactly-once."), 1);
    assert_eq!(found("a/src/lib.rs", "//! **Linearizable** reads"), 1);
}

#[test]
fn a_denial_passes() {
    assert_eq!(found("README.md", "It is not linearizable, and has no strong consistency across regions."), 0);
    assert_eq!(found("README.md", "What it does not promise: exactly once, zero staleness."), 0);
}

#[test]
fn a_denial_that_comes_after_the_claim_does_not_count() {
    assert_eq!(found("README.md", "Zero staleness, not even after a crash."), 1);
}

#[test]
fn code_may_use_the_words() {
    assert_eq!(found("a/src/lib.rs", "// proven by the lease\nlet proven = \"exactly once\";"), 0);
    assert_eq!(found("README.md", "unproven; exactly one; strong"), 0);
}
