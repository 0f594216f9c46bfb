//! Nothing in the tree is true on one machine only: no absolute path into somebody's folders, no host of a mirror or
//! of a registry's downloads.

use super::finding::Finding;
use crate::tree::{File, Tree};

const FOLDERS: &[&str] = &["Users", "home", "root", "tmp", "work"];

const HOSTS: &[(&str, &str)] = &[
    ("index", "crates.io"),
    ("static", "crates.io"),
    ("files", "pythonhosted.org"),
    ("registry", "npmjs.org"),
    ("deb", "debian.org"),
];

pub(super) fn nothing_is_of_one_machine(tree: &Tree) -> Vec<Finding> {
    tree.files
        .iter()
        .flat_map(|file| file.lines().filter_map(move |(number, line)| private(file, number, line)))
        .collect()
}

fn private(file: &File, number: usize, line: &str) -> Option<Finding> {
    let folder = FOLDERS.iter().map(|folder| format!("/{folder}/")).find(|path| has_absolute(line, path));
    let host = HOSTS.iter().map(|(name, domain)| format!("{name}.{domain}")).find(|host| line.contains(host));
    let what = folder.or(host)?;
    Some(Finding::new(&file.path, number, format!("`{what}` is a place of one machine or a registry's host")))
}

/// Whether the path begins at the root there, and is not the middle of a relative path or of an address.
fn has_absolute(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "-_.}>)*".contains(c))
    })
}

#[cfg(test)]
mod tests;
