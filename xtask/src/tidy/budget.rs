//! What the facade, with default features, adds to a project that has tokio and serde already.

use std::collections::BTreeSet;
use std::fmt;

use super::finding::Finding;
use crate::step::Call;

pub(super) const FACADE: &str = "postcache";

const MOST: usize = 45;

/// What such a project has already, with everything below it.
const BASELINE: &[&str] = &["serde", "tokio"];

#[derive(Debug)]
pub(super) struct Added {
    /// With their versions, the facade and its parts among them.
    crates: BTreeSet<String>,
    /// Major versions of syn anywhere below the facade.
    syn: BTreeSet<String>,
}

impl Added {
    pub(super) fn resolve() -> Result<Self, String> {
        let tree = ["tree", "--locked", "-p", FACADE, "-e", "normal", "--prefix", "depth", "--no-dedupe"];
        Self::from_tree(&Call::cargo(&tree).output()?)
    }

    /// Reads lines such as `2itoa v1.0.18`: the depth, then the package.
    fn from_tree(lines: &str) -> Result<Self, String> {
        let (mut all, mut baseline, mut syn) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut below_baseline = None;
        for line in lines.lines().filter(|line| !line.is_empty()) {
            let (depth, name, version) = node(line).ok_or_else(|| format!("cargo tree: cannot read `{line}`"))?;
            below_baseline = below_baseline.filter(|top| depth > *top);
            if below_baseline.is_none() && BASELINE.contains(&name) {
                below_baseline = Some(depth);
            }
            if name == "syn" {
                syn.extend(version.split('.').next().map(str::to_owned));
            }
            let package = format!("{name} {version}");
            if below_baseline.is_some() {
                baseline.insert(package.clone());
            }
            all.insert(package);
        }
        Ok(Self { crates: &all - &baseline, syn })
    }
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.crates.iter().map(String::as_str).collect();
        let baseline = BASELINE.join(" and ");
        write!(f, "{FACADE} adds {} crates to {baseline}, of at most {MOST}: {}", names.len(), names.join(", "))
    }
}

pub(super) fn the_budget_is_kept(added: &Added) -> Vec<Finding> {
    let manifest = format!("{FACADE}/Cargo.toml");
    let mut findings = Vec::new();
    if added.crates.len() > MOST {
        findings.push(Finding::new(&manifest, 1, format!("{} crates are more than {MOST}", added.crates.len())));
    }
    if added.syn.len() > 1 {
        let versions: Vec<&str> = added.syn.iter().map(String::as_str).collect();
        findings.push(Finding::new(
            &manifest,
            1,
            format!("syn is built {} times: versions {}", versions.len(), versions.join(" and ")),
        ));
    }
    findings
}

fn node(line: &str) -> Option<(usize, &str, &str)> {
    let name_at = line.find(|c: char| !c.is_ascii_digit())?;
    let (depth, package) = line.split_at(name_at);
    let mut words = package.split_whitespace();
    Some((depth.parse().ok()?, words.next()?, words.next()?.strip_prefix('v')?))
}

#[cfg(test)]
mod tests;
