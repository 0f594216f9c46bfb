use super::examples_are_listed;
use crate::tree::Tree;
use crate::workspace::Package;

fn found(readme: &str) -> usize {
    let packages = vec![Package::unpublished("examples/blog"), Package::unpublished("xtask")];
    examples_are_listed(&Tree { packages, ..Tree::of(&[("README.md", readme)]) }).len()
}

#[test]
fn a_listed_example_passes() {
    assert_eq!(found("- [a blog](examples/blog)"), 0);
}

#[test]
fn an_example_that_is_not_listed_is_found() {
    assert_eq!(found("- [a shop](examples/shop)"), 1);
}

#[test]
fn a_missing_readme_is_found() {
    assert_eq!(examples_are_listed(&Tree::of(&[])).len(), 1);
}
