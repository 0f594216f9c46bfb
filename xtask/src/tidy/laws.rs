//! The contract and the conformance suite say the same: each bullet in the docs of a `CacheStore` method ends with the
//! law that checks it, ``(law: `a_lease_fills_once`)``, and each law is named by a bullet.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::markdown::{code_spans, leading_spans};
use crate::tree::{File, Tree};

const CONTRACT: &str = "postcache-core/src/store.rs";
const TRAIT: &str = "pub trait CacheStore";
const LAWS: &str = "postcache-conformance/LAWS.md";

struct Bullet {
    line: usize,
    text: String,
}

pub(super) fn every_promise_has_a_law(tree: &Tree) -> Vec<Finding> {
    let (Some(contract), Some(page)) = (tree.file(CONTRACT), tree.file(LAWS)) else {
        let missing = [CONTRACT, LAWS].into_iter().filter(|path| tree.file(path).is_none());
        return missing.map(|path| Finding::new(path, 1, "contract and laws cannot be compared without it")).collect();
    };
    let bullets = bullets(contract);
    let laws = laws(page);
    if bullets.is_empty() {
        return vec![Finding::new(CONTRACT, 1, format!("no method of `{TRAIT}` has a bullet in its docs"))];
    }
    let mut findings = Vec::new();
    for bullet in &bullets {
        let named = named(bullet);
        if named.is_empty() {
            findings.push(Finding::new(CONTRACT, bullet.line, "a promise ends with its law: (law: `name`)"));
        }
        for law in named.into_iter().filter(|law| !laws.contains_key(law)) {
            findings.push(Finding::new(CONTRACT, bullet.line, format!("{LAWS} has no law `{law}`")));
        }
    }
    let idle = laws.into_iter().filter(|(law, _)| !bullets.iter().any(|bullet| named(bullet).contains(law)));
    findings
        .extend(idle.map(|(law, line)| Finding::new(LAWS, line, format!("no promise in {CONTRACT} names `{law}`"))));
    findings
}

/// Rows of the table: each begins with the law's name.
fn laws(page: &File) -> BTreeMap<&str, usize> {
    let rows = page.lines().filter(|(_, line)| line.starts_with("| `"));
    rows.flat_map(|(number, line)| leading_spans(line).into_iter().map(move |law| (law, number))).collect()
}

/// Bullets in the docs inside the trait. One ends at the next bullet, at an empty doc line or with the docs.
fn bullets(contract: &File) -> Vec<Bullet> {
    let inside = contract.lines().skip_while(|(_, line)| !line.starts_with(TRAIT)).take_while(|(_, line)| *line != "}");
    let mut bullets: Vec<Bullet> = Vec::new();
    let mut open = false;
    for (line, text) in inside {
        let doc = text.trim_start().strip_prefix("///").map(str::trim);
        if let Some(begun) = doc.and_then(|doc| doc.strip_prefix("- ")) {
            bullets.push(Bullet { line, text: begun.to_owned() });
            open = true;
        } else if let (true, Some(more), Some(bullet)) = (open, doc.filter(|doc| !doc.is_empty()), bullets.last_mut()) {
            bullet.text.push(' ');
            bullet.text.push_str(more);
        } else {
            open = false;
        }
    }
    bullets
}

fn named(bullet: &Bullet) -> Vec<&str> {
    let ending = bullet.text.trim_end_matches('.').strip_suffix(')').and_then(|text| text.rsplit_once('('));
    let law = ending.map(|(_, inside)| inside).filter(|inside| inside.starts_with("law"));
    law.into_iter().flat_map(code_spans).collect()
}

#[cfg(test)]
mod tests;
