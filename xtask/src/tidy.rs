//! `cargo xtask tidy`: what no compiler checks.
//!
//! A check is a pure function from the [`Tree`] to what it finds wrong; [`CHECKS`] is all of them. One more, the
//! [`budget`], looks at cargo's resolved graph. Everything that is found is printed at once.

mod architecture;
mod arrows;
mod budget;
mod claims;
mod dependencies;
mod examples;
mod finding;
mod laws;
mod lengths;
mod manifests;
mod markdown;
mod names;
mod private_paths;
mod tests_ignored;

use self::finding::Finding;
use crate::tree::Tree;
use crate::workspace::Workspace;

const CHECKS: &[fn(&Tree) -> Vec<Finding>] = &[
    lengths::files_are_short,
    names::names_say_something,
    arrows::arrows_point_down,
    architecture::the_map_is_true,
    laws::every_promise_has_a_law,
    dependencies::dependencies_are_explained,
    claims::claims_are_kept,
    examples::examples_are_listed,
    tests_ignored::ignored_tests_say_why,
    private_paths::nothing_is_of_one_machine,
    manifests::manifests_are_complete,
];

pub(crate) fn run(workspace: &Workspace) -> Result<(), String> {
    let mut findings = inspect(&Tree::load(workspace)?);
    if workspace.has(budget::FACADE) {
        let added = budget::Added::resolve()?;
        println!("{added}");
        findings.extend(budget::the_budget_is_kept(&added));
    } else {
        println!("not checked: the budget of crates, because there is no package `{}` yet", budget::FACADE);
    }
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => Err("tidy found 1 thing to mend".to_owned()),
        found => Err(format!("tidy found {found} things to mend")),
    }
}

fn inspect(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(tree)).collect();
    findings.sort();
    findings.dedup();
    findings
}

#[cfg(test)]
mod tests;
