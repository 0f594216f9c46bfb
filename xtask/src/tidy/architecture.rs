//! `docs/ARCHITECTURE.md` is a map: each path on it exists, and each top-level module of a published package is on it.
//!
//! A path is a code span that holds a `/` or ends like a file. `{a,b}` stands for both, `*` for anything. It is looked
//! for from the root and from the folder that the last heading names (`## postcache-core/`), with or without `src/`;
//! the name of a file without folders may be anywhere.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::markdown::{code_spans, is_heading, prose};
use crate::tree::{File, Tree};

const MAP: &str = "docs/ARCHITECTURE.md";
/// A longer map is not read.
const LINES: usize = 400;

const EXTENSIONS: &[&str] = &["html", "json", "lock", "lua", "md", "rs", "sql", "stderr", "toml"];

pub(super) fn the_map_is_true(tree: &Tree) -> Vec<Finding> {
    let Some(map) = tree.file(MAP) else {
        return vec![Finding::new(MAP, 1, "the map of the code is missing")];
    };
    let mut findings = Vec::new();
    let mut mapped = BTreeSet::new();
    let mut section = "";
    for (number, line) in prose(map) {
        if is_heading(line) {
            section = code_spans(line).find(|span| tree.has_folder(span)).unwrap_or_default();
        }
        for path in code_spans(line).filter(|span| is_path(span)).flat_map(alternatives) {
            match find(tree, section, &path) {
                Some(place) => _ = mapped.insert(place),
                None => findings.push(Finding::new(MAP, number, format!("there is no `{path}`"))),
            }
        }
    }
    if map.text.lines().count() >= LINES {
        findings.push(Finding::new(MAP, LINES, format!("the map has fewer than {LINES} lines")));
    }
    let unmapped = top_level_modules(tree).filter(|module| !mapped.contains(&module.path));
    findings.extend(unmapped.map(|module| Finding::new(MAP, 1, format!("`{}` is not on the map", module.path))));
    findings
}

fn is_path(span: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./{},*".contains(c);
    let begins_well = span.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
    begins_well && span.chars().all(plain) && (span.contains('/') || names_a_file(span))
}

fn names_a_file(span: &str) -> bool {
    span.rsplit_once('.').is_some_and(|(stem, extension)| !stem.is_empty() && EXTENSIONS.contains(&extension))
}

/// `flight/{table,guard}.rs` is two paths.
fn alternatives(span: &str) -> Vec<String> {
    let Some((before, rest)) = span.split_once('{') else { return vec![span.to_owned()] };
    let Some((choices, after)) = rest.split_once('}') else { return vec![span.to_owned()] };
    choices.split(',').map(|choice| format!("{before}{}{after}", choice.trim())).collect()
}

fn find(tree: &Tree, section: &str, path: &str) -> Option<String> {
    let section = section.trim_end_matches('/');
    let candidates = [path.to_owned(), format!("{section}/{path}"), format!("{section}/src/{path}")];
    if let Some(place) = candidates.into_iter().find(|candidate| exists(tree, candidate)) {
        return Some(place);
    }
    let anywhere = !path.contains('/') && tree.files.iter().any(|file| file.path.rsplit('/').next() == Some(path));
    anywhere.then(|| path.to_owned())
}

fn exists(tree: &Tree, path: &str) -> bool {
    let known = path.split('*').next().unwrap_or(path);
    if known == path { tree.file(path).is_some() || tree.has_folder(path) } else { tree.has_folder(known) }
}

fn top_level_modules(tree: &Tree) -> impl Iterator<Item = &File> {
    let published = tree.packages.iter().filter(|package| package.published);
    published.flat_map(|package| {
        let source = format!("{}/src/", package.folder);
        tree.rust().filter(move |file| {
            file.path
                .strip_prefix(&source)
                .is_some_and(|name| !name.contains('/') && name != "lib.rs" && name != "main.rs")
        })
    })
}

#[cfg(test)]
mod tests;
