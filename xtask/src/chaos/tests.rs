use super::{MUST_BE_FOUND, mutant, steps};
use crate::workspace::Workspace;

fn args(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_mutant_is_read_from_among_the_other_options() {
    assert_eq!(mutant(&args("--seconds 3 --mutant M4 --first")), Some("M4"));
    assert_eq!(mutant(&args("--seconds 3")), None);
}

#[test]
fn naive_and_at_least_five_mutants_must_be_found_out() {
    let workspace = Workspace { root: "checkout".into(), target: "target".into(), packages: Vec::new() };
    let names: Vec<String> = steps(&workspace).iter().map(|step| step.name().to_owned()).collect();
    assert!(MUST_BE_FOUND.contains(&&["naive"][..]) && MUST_BE_FOUND.len() > 5);
    for mutant in MUST_BE_FOUND.iter().map(|found| found[0]) {
        assert!(names.iter().any(|name| name.ends_with(&format!("finds {mutant} out"))), "{mutant}: {names:?}");
    }
}
