//! Each member says what the registry and a reader need, and obeys the workspace's lints.

use super::finding::Finding;
use crate::tree::{File, Tree};
use crate::workspace::{Dependency, Package};

const LOCK: &str = "Cargo.lock";
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

pub(super) fn manifests_are_complete(tree: &Tree) -> Vec<Finding> {
    tree.packages.iter().flat_map(|package| missing_in(tree, package)).chain(lock(tree)).collect()
}

/// Where a manifest names a dependency, or its first line.
pub(super) fn line_of_dependency(tree: &Tree, package: &Package, dependency: &Dependency) -> usize {
    let lines = tree.file(&package.manifest()).into_iter().flat_map(File::lines);
    let names_it =
        |line: &str| line.strip_prefix(&dependency.alias).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    lines.filter(|(_, line)| names_it(line)).map(|(number, _)| number).next().unwrap_or(1)
}

/// The lines of one table of a manifest, without comments and blank ones.
pub(super) fn section<'f>(manifest: &'f File, name: &str) -> impl Iterator<Item = (usize, &'f str)> {
    let header = format!("[{name}]");
    let lines = manifest.lines().skip_while(move |(_, line)| line.trim() != header).skip(1);
    lines.take_while(|(_, line)| !line.starts_with('[')).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn missing_in(tree: &Tree, package: &Package) -> Vec<Finding> {
    let path = package.manifest();
    let Some(manifest) = tree.file(&path) else {
        return vec![Finding::new(&path, 1, "git ignores this manifest")];
    };
    let has_line = |table: &str, key: &str| section(manifest, table).any(|(_, line)| line.starts_with(key));
    let in_folder = |name: &str| tree.file(&format!("{}/{name}", package.folder)).is_some();
    let mut wanted = vec![
        (has_line("lints", "workspace = true"), "`[lints]` with `workspace = true`".to_owned()),
        (package.license.is_some(), "`license.workspace = true`".to_owned()),
        (package.description.is_some(), "a `description`".to_owned()),
    ];
    if package.published {
        let readme = package.readme.as_deref();
        wanted.push((has_line("package", "include"), "`include`: what is packed is said, not guessed".to_owned()));
        wanted.push((readme.is_some_and(in_folder), "a `readme` that exists".to_owned()));
        for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
            wanted.push((in_folder(license), format!("a link `{license}` to the root's, beside it")));
        }
    }
    let missing = wanted.into_iter().filter(|(there, _)| !there);
    missing.map(|(_, what)| Finding::new(&path, 1, format!("`{}` lacks {what}", package.name))).collect()
}

fn lock(tree: &Tree) -> Vec<Finding> {
    let Some(lock) = tree.file(LOCK) else {
        return vec![Finding::new(LOCK, 1, "the lock file is not committed")];
    };
    lock.lines()
        .filter_map(|(number, line)| Some((number, line.strip_prefix("source = ")?)))
        .filter(|(_, source)| source.trim_matches('"') != REGISTRY)
        .map(|(number, source)| Finding::new(LOCK, number, format!("{source} is not the public registry")))
        .collect()
}

#[cfg(test)]
mod tests;
