use super::{MUST_EXIST, SABOTAGES, steps};
use crate::workspace::{Package, Workspace};

fn names(packages: &[&str]) -> Vec<String> {
    let packages = packages.iter().map(|name| Package::unpublished(name)).collect();
    let workspace = Workspace { root: "checkout".into(), target: "target".into(), packages };
    steps(&workspace).iter().map(|step| step.name().to_owned()).collect()
}

#[test]
fn every_sabotage_of_the_blog_is_a_step() {
    let names = names(MUST_EXIST);
    for fault in SABOTAGES {
        assert!(names.iter().any(|name| name.contains("refuses") && name.ends_with(fault)), "{fault}: {names:?}");
    }
}

#[test]
fn what_is_promised_of_a_million_is_tried_with_a_million() {
    assert!(names(MUST_EXIST).iter().any(|name| name.contains("full size")));
}

#[test]
fn a_package_that_must_exist_fails_the_run() {
    assert_eq!(names(MUST_EXIST).len() + 1, names(&MUST_EXIST[1..]).len());
}
