use super::{Finding, inspect};
use crate::tree::Tree;
use crate::workspace::Workspace;

#[test]
fn this_tree_is_tidy() {
    let tree = Tree::load(&Workspace::load().unwrap()).unwrap();
    let findings: Vec<String> = inspect(&tree).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn an_empty_tree_lacks_what_every_tree_has() {
    let findings: Vec<String> = inspect(&Tree::of(&[])).iter().map(ToString::to_string).collect();
    for subject in ["Cargo.lock", "README.md", "docs/ARCHITECTURE.md", "docs/decisions/dependencies.md"] {
        assert!(findings.iter().any(|finding| finding.starts_with(subject)), "{subject}: {findings:?}");
    }
}

#[test]
fn findings_come_in_the_order_of_paths_and_lines() {
    let ignored = "#[ignore]\n".repeat(10);
    let findings = inspect(&Tree::of(&[("a/mod.rs", &ignored)]));
    assert!(findings.is_sorted(), "{findings:?}");
    assert!(
        Finding::new("a", 10, "x") > Finding::new("a", 9, "y") && Finding::new("b", 1, "x") > Finding::new("a", 2, "x")
    );
}
