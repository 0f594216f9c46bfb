//! Each dependency is explained where somebody can read why, is used, and comes from the registry.
//!
//! The page is a table or a list; a line speaks of the packages in the code spans that it begins with.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::manifests::{line_of_dependency, section};
use super::markdown::{leading_spans, prose};
use crate::tree::{File, Tree};
use crate::workspace::{Dependency, Package, Source};

const PAGE: &str = "docs/decisions/dependencies.md";
const ROOT: &str = "Cargo.toml";

pub(super) fn dependencies_are_explained(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let explained = explained(tree.file(PAGE));
    if tree.file(PAGE).is_none() {
        findings.push(Finding::new(PAGE, 1, "the page that explains each dependency is missing"));
    }
    for (package, dependency) in foreign(tree) {
        let line = || line_of_dependency(tree, package, dependency);
        let mut found = |message| findings.push(Finding::new(&package.manifest(), line(), message));
        if tree.file(PAGE).is_some() && !explained.contains_key(dependency.name.as_str()) {
            found(format!("`{}` has no line in {PAGE}: say why it and not another", dependency.name));
        }
        if dependency.source == Source::Git {
            found(format!("`{}` comes from git: what we publish can build on the registry only", dependency.name));
        }
        if !is_used(tree, package, dependency) {
            found(format!("`{}` is declared, and no line of `{}` names it", dependency.name, package.name));
        }
    }
    let unused =
        explained.into_iter().filter(|(name, _)| !foreign(tree).any(|(_, dependency)| dependency.name == *name));
    findings.extend(unused.map(|(name, line)| Finding::new(PAGE, line, format!("nothing depends on `{name}`"))));
    findings.extend(unused_in_the_root(tree));
    findings
}

fn foreign(tree: &Tree) -> impl Iterator<Item = (&Package, &Dependency)> {
    let all = tree.packages.iter().flat_map(|package| package.dependencies.iter().map(move |one| (package, one)));
    all.filter(|(_, dependency)| dependency.source != Source::Folder)
}

fn explained(page: Option<&File>) -> BTreeMap<&str, usize> {
    let lines = page.into_iter().flat_map(prose);
    lines.flat_map(|(number, line)| leading_spans(line).into_iter().map(move |name| (name, number))).collect()
}

/// A text search: good enough, because a package that is used at all is named somewhere.
fn is_used(tree: &Tree, package: &Package, dependency: &Dependency) -> bool {
    let name = dependency.alias.replace('-', "_");
    tree.rust().filter(|file| file.is_in(&package.folder)).any(|file| has_word(&file.text, &name))
}

fn has_word(text: &str, word: &str) -> bool {
    let inside_a_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(inside_a_name) && !after.is_some_and(inside_a_name)
    })
}

/// Lines of `[workspace.dependencies]` that no member inherits: cargo says nothing about them.
fn unused_in_the_root(tree: &Tree) -> Vec<Finding> {
    let Some(root) = tree.file(ROOT) else { return Vec::new() };
    let used = |name: &str| tree.packages.iter().flat_map(|package| &package.dependencies).any(|one| one.alias == name);
    section(root, "workspace.dependencies")
        .filter_map(|(number, line)| Some((number, line.split_once(['=', '.'])?.0.trim())))
        .filter(|(_, name)| !used(name))
        .map(|(number, name)| Finding::new(ROOT, number, format!("no member inherits `{name}`")))
        .collect()
}

#[cfg(test)]
mod tests;
