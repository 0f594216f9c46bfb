use super::{CONTRACT, LAWS, every_promise_has_a_law};
use crate::tree::Tree;

const PAGE: &str = "# Laws\n\n| law | promise |\n| --- | --- |\n| `a_lease_fills_once` | `fill` |\n";

fn contract(bullets: &str) -> String {
    format!("/// - not a method's\npub trait CacheStore: Send {{\n{bullets}\n    fn fill(&self);\n}}\n/// - nor this\n")
}

fn found(bullets: &str, page: &str) -> Vec<String> {
    let contract = contract(bullets);
    let findings = every_promise_has_a_law(&Tree::of(&[(CONTRACT, &contract), (LAWS, page)]));
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_promise_with_its_law_passes() {
    let bullets =
        "    /// # Behaviour\n    ///\n    /// - Fills once (law: `a_lease_fills_once`)\n    ///\n    /// # Errors";
    assert_eq!(found(bullets, PAGE), [""; 0]);
}

#[test]
fn a_promise_may_take_two_lines_and_name_two_laws() {
    let page = format!("{PAGE}| `a_fill_is_whole` | |\n");
    let bullets =
        "    /// - Fills once, and\n    ///   whole (laws: `a_lease_fills_once`,\n    ///   `a_fill_is_whole`).";
    assert_eq!(found(bullets, &page), [""; 0]);
}

#[test]
fn a_promise_without_a_law_is_found() {
    let bullets = "    /// - Fills once (law: `a_lease_fills_once`)\n    /// - Is fast (mostly)";
    assert_eq!(found(bullets, PAGE), ["postcache-core/src/store.rs:4: a promise ends with its law: (law: `name`)"]);
}

#[test]
fn a_law_that_does_not_exist_is_found() {
    let bullets = "    /// - Fills once (law: `a_lease_fills_once`)\n    /// - Waits (law: `a_fill_waits`)";
    assert_eq!(
        found(bullets, PAGE),
        ["postcache-core/src/store.rs:4: postcache-conformance/LAWS.md has no law `a_fill_waits`"]
    );
}

#[test]
fn a_law_that_no_promise_names_is_found() {
    let page = format!("{PAGE}| `a_fill_is_whole` | |\n");
    let findings = found("    /// - Fills once (law: `a_lease_fills_once`)", &page);
    assert_eq!(
        findings,
        ["postcache-conformance/LAWS.md:6: no promise in postcache-core/src/store.rs names `a_fill_is_whole`"]
    );
}

#[test]
fn a_side_that_is_missing_or_empty_is_found() {
    assert_eq!(every_promise_has_a_law(&Tree::of(&[])).len(), 2);
    assert_eq!(found("", PAGE).len(), 1);
}
