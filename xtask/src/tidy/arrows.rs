//! Which package may depend on which.

use super::finding::Finding;
use super::manifests::line_of_dependency;
use crate::tree::Tree;
use crate::workspace::{Dependency, Kind, Package, Source};

/// A published package, and which of ours it may build on. The facade sees all; nothing sees the facade.
const ARROWS: &[(&str, &[&str])] = &[
    ("postcache", &["postcache-core", "postcache-macros", "postcache-memory", "postcache-redis"]),
    ("postcache-memory", &["postcache-core"]),
    ("postcache-redis", &["postcache-core"]),
    ("postcache-conformance", &["postcache-core"]),
    ("postcache-macros", &[]),
    ("postcache-core", &[]),
];

const CONFORMANCE: &str = "postcache-conformance";
const BENCHES: &str = "postcache-bench";
const TESTSERVER: &str = "testserver";

const PEERS: &[&str] =
    &["cached", "foyer", "foyer-memory", "hitbox", "lru", "mini-moka", "moka", "quick_cache", "schnellru", "stretto"];
const WEB_AND_SQL: &[&str] = &["actix-web", "axum", "diesel", "hyper", "sea-orm", "sqlx", "sqlx-core", "tower-http"];

pub(super) fn arrows_point_down(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &tree.packages {
        if package.published && allowed(&package.name).is_none() {
            findings.push(Finding::new(&package.manifest(), 1, "a published package needs its arrows in xtask's tidy"));
        }
        for dependency in &package.dependencies {
            let ours = tree.packages.iter().any(|other| other.name == dependency.name);
            let wrong = if ours { wrong_arrow(package, dependency) } else { wrong_guest(package, dependency) };
            if let Some(why) = wrong {
                let line = line_of_dependency(tree, package, dependency);
                findings.push(Finding::new(&package.manifest(), line, why));
            }
        }
    }
    findings
}

fn allowed(package: &str) -> Option<&'static [&'static str]> {
    ARROWS.iter().find(|(name, _)| *name == package).map(|(_, arrows)| *arrows)
}

fn wrong_arrow(package: &Package, dependency: &Dependency) -> Option<String> {
    let Package { name, published, .. } = package;
    let to = dependency.name.as_str();
    if to == CONFORMANCE {
        return conformance(dependency);
    }
    if !published || allowed(name).is_some_and(|arrows| arrows.contains(&to)) {
        return None;
    }
    if dependency.kind != Kind::Dev {
        return Some(format!("`{name}` must not depend on `{to}`: arrows point down"));
    }
    let versioned = dependency.requirement != "*";
    versioned
        .then(|| format!("`{to}` points up, so it is given by path alone: with a version, neither can be published"))
}

fn conformance(dependency: &Dependency) -> Option<String> {
    if dependency.kind != Kind::Dev {
        return Some(format!("`{CONFORMANCE}` is for tests: a dev-dependency only"));
    }
    let by_path_alone = dependency.source == Source::Folder && dependency.requirement == "*";
    (!by_path_alone).then(|| format!("`{CONFORMANCE}` is given by path alone: with a version the cycle is published"))
}

/// Packages of others that would be out of place in most of ours.
fn wrong_guest(package: &Package, dependency: &Dependency) -> Option<String> {
    let home = package.name.as_str();
    let guest = dependency.name.as_str();
    let optional = dependency.optional;
    let (at_home, place) = if PEERS.contains(&guest) {
        let engine = home == "postcache-memory" && guest == "moka" && optional;
        (home == BENCHES || engine, "only in the benchmarks (`moka` also as an optional engine of `postcache-memory`)")
    } else if WEB_AND_SQL.contains(&guest) {
        let predicate = home == "postcache" && guest == "sqlx-core" && optional;
        (
            package.folder.starts_with("examples/") || predicate,
            "only in examples (`sqlx-core` also, optional, in the facade)",
        )
    } else if guest.starts_with("testcontainers") {
        (home == TESTSERVER, "only in `testserver`")
    } else {
        return None;
    };
    (!at_home).then(|| format!("`{guest}` belongs {place}"))
}

#[cfg(test)]
mod tests;
