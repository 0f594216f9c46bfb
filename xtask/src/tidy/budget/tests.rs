use super::{Added, MOST, the_budget_is_kept};

const TREE: &str = "\
0postcache v0.1.0 (/checkout/postcache)
1postcache-core v0.1.0 (/checkout/postcache-core)
2serde v1.0.229
3serde_core v1.0.229
3serde_derive v1.0.229 (proc-macro)
4syn v3.0.10
2tracing v0.1.44
3pin-project-lite v0.2.18
2tokio v1.54.1
3pin-project-lite v0.2.18
1postcache-macros v0.1.0 (proc-macro) (/checkout/postcache-macros)
2syn v3.0.10
";

#[test]
fn what_tokio_and_serde_bring_is_not_added() {
    let added = Added::from_tree(TREE).unwrap();
    let crates: Vec<&str> = added.crates.iter().map(|one| one.split(' ').next().unwrap()).collect();
    assert_eq!(crates, ["postcache", "postcache-core", "postcache-macros", "tracing"]);
    assert_eq!(the_budget_is_kept(&added), []);
}

#[test]
fn one_crate_too_many_is_found() {
    let more = |count: usize| {
        let lines: Vec<String> = (0..count).map(|n| format!("1crate-{n} v1.0.0")).collect();
        lines.join("\n")
    };
    let full = Added::from_tree(&more(MOST)).unwrap();
    assert_eq!(the_budget_is_kept(&full), []);
    let over = Added::from_tree(&more(MOST + 1)).unwrap();
    assert_eq!(the_budget_is_kept(&over).len(), 1);
}

#[test]
fn a_second_syn_is_found() {
    let added = Added::from_tree(&format!("{TREE}1other v1.0.0\n2syn v2.0.106\n")).unwrap();
    let findings = the_budget_is_kept(&added);
    assert_eq!(findings.len(), 1);
    assert!(findings[0].to_string().contains("2 and 3"), "{findings:?}");
}

#[test]
fn an_output_that_is_not_a_tree_is_an_error() {
    assert!(Added::from_tree("error: nothing to print").is_err());
}
