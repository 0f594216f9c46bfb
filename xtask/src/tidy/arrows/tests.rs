use super::arrows_point_down;
use crate::tree::Tree;
use crate::workspace::{Dependency, Kind, Package};

/// What is found when `from` depends on `to`, all of ours being there.
fn found(from: Package, to: Dependency) -> Vec<String> {
    let ours = ["postcache", "postcache-core", "postcache-macros", "postcache-memory", "postcache-conformance"];
    let mut packages: Vec<Package> =
        ours.into_iter().filter(|name| *name != from.name).map(Package::published).collect();
    packages.push(from.depending_on(to));
    let findings = arrows_point_down(&Tree { packages, ..Tree::of(&[]) });
    findings.iter().map(ToString::to_string).collect()
}

fn normal(name: &str) -> Dependency {
    Dependency::registry(name)
}

fn ours(name: &str) -> Dependency {
    Dependency { requirement: "^0.1.0".to_owned(), ..Dependency::folder(name) }
}

fn dev(dependency: Dependency) -> Dependency {
    Dependency { kind: Kind::Dev, ..dependency }
}

fn optional(dependency: Dependency) -> Dependency {
    Dependency { optional: true, ..dependency }
}

#[test]
fn arrows_that_point_down_pass() {
    for to in ["postcache-core", "postcache-macros", "postcache-memory"] {
        assert!(found(Package::published("postcache"), ours(to)).is_empty(), "{to}");
    }
    assert!(found(Package::published("postcache-memory"), ours("postcache-core")).is_empty());
    assert!(found(Package::published("postcache-memory"), normal("tokio")).is_empty());
    assert!(found(Package::unpublished("examples/blog"), ours("postcache")).is_empty());
}

#[test]
fn arrows_that_point_up_or_sideways_are_found() {
    for (from, to) in [
        ("postcache-core", "postcache-memory"),
        ("postcache-core", "postcache-macros"),
        ("postcache-macros", "postcache-core"),
        ("postcache-memory", "postcache"),
        ("postcache-memory", "postcache-macros"),
        ("postcache-conformance", "postcache-memory"),
    ] {
        for arrow in [ours(to), Dependency::folder(to)] {
            assert_eq!(found(Package::published(from), arrow.clone()).len(), 1, "{from} -> {arrow:?}");
        }
    }
}

#[test]
fn a_test_may_point_up_by_path_alone() {
    let core = || Package::published("postcache-core");
    assert!(found(core(), dev(Dependency::folder("postcache-memory"))).is_empty());
    assert_eq!(found(core(), dev(ours("postcache-memory"))).len(), 1);
}

#[test]
fn conformance_is_a_dev_dependency_by_path_alone() {
    for package in [Package::published("postcache-memory"), Package::unpublished("testserver")] {
        assert!(found(package.clone(), dev(Dependency::folder("postcache-conformance"))).is_empty());
        assert_eq!(found(package.clone(), dev(ours("postcache-conformance"))).len(), 1);
        assert_eq!(found(package, Dependency::folder("postcache-conformance")).len(), 1);
    }
}

#[test]
fn a_published_package_without_arrows_is_found() {
    let findings = found(Package::published("postcache-memcached"), normal("tokio"));
    assert!(findings.concat().contains("arrows"), "{findings:?}");
}

#[test]
fn peers_are_measured_and_not_used() {
    let benches = Package { name: "postcache-bench".to_owned(), ..Package::unpublished("benches") };
    assert!(found(benches, normal("quick_cache")).is_empty());
    assert_eq!(found(Package::published("postcache-memory"), dev(normal("quick_cache"))).len(), 1);
    assert!(found(Package::published("postcache-memory"), optional(normal("moka"))).is_empty());
    assert_eq!(found(Package::published("postcache-memory"), normal("moka")).len(), 1);
}

#[test]
fn web_and_sql_stay_in_the_examples() {
    assert!(found(Package::unpublished("examples/blog"), normal("axum")).is_empty());
    assert!(found(Package::published("postcache"), optional(normal("sqlx-core"))).is_empty());
    for guest in [normal("sqlx-core"), optional(normal("sqlx")), dev(normal("axum"))] {
        assert_eq!(found(Package::published("postcache"), guest.clone()).len(), 1, "{guest:?}");
    }
}

#[test]
fn containers_stay_in_the_testserver() {
    assert!(found(Package::unpublished("testserver"), normal("testcontainers")).is_empty());
    assert_eq!(found(Package::unpublished("xtask"), normal("testcontainers-modules")).len(), 1);
}

#[test]
fn the_finding_points_at_the_line() {
    let package = Package::published("postcache-core").depending_on(ours("postcache-memory"));
    let manifest = ("postcache-core/Cargo.toml", "[dependencies]\npostcache-memory.workspace = true\n");
    let packages = vec![package, Package::published("postcache-memory")];
    let findings = arrows_point_down(&Tree { packages, ..Tree::of(&[manifest]) });
    assert!(findings[0].to_string().starts_with("postcache-core/Cargo.toml:2: "), "{findings:?}");
}
