use super::{REGISTRY, manifests_are_complete, section};
use crate::tree::Tree;
use crate::workspace::Package;

const MANIFEST: &str = "[package]\nname = \"engine\"\ninclude.workspace = true\n\n[lints]\nworkspace = true\n";

fn found(manifest: &str, package: Package, licenses: &[&str]) -> Vec<String> {
    let lock = format!("[[package]]\nname = \"tokio\"\nsource = \"{REGISTRY}\"\n");
    let mut files = vec![("engine/Cargo.toml", manifest), ("engine/README.md", ""), ("Cargo.lock", &lock)];
    files.extend(licenses.iter().map(|path| (*path, "")));
    manifests_are_complete(&Tree { packages: vec![package], ..Tree::of(&files) })
        .iter()
        .map(ToString::to_string)
        .collect()
}

const LICENSES: &[&str] = &["engine/LICENSE-MIT", "engine/LICENSE-APACHE"];

#[test]
fn a_complete_manifest_passes() {
    assert_eq!(found(MANIFEST, Package::published("engine"), LICENSES), [""; 0]);
    assert_eq!(found("[lints]\nworkspace = true\n", Package::unpublished("engine"), &[]), [""; 0]);
}

#[test]
fn each_lack_is_found() {
    let complete = || Package::published("engine");
    let lacks = [
        (found("[package]\ninclude = []\n", complete(), LICENSES), "[lints]"),
        (found("[lints]\nworkspace = true\n", complete(), LICENSES), "include"),
        (found(MANIFEST, Package { license: None, ..complete() }, LICENSES), "license"),
        (found(MANIFEST, Package { description: None, ..complete() }, LICENSES), "description"),
        (found(MANIFEST, Package { readme: None, ..complete() }, LICENSES), "readme"),
        (found(MANIFEST, Package { readme: Some("LIESMICH.md".to_owned()), ..complete() }, LICENSES), "readme"),
        (found(MANIFEST, complete(), &["engine/LICENSE-MIT"]), "LICENSE-APACHE"),
    ];
    for (findings, named) in lacks {
        assert_eq!(findings.len(), 1, "{named}: {findings:?}");
        assert!(findings[0].contains(named), "{named}: {findings:?}");
    }
}

#[test]
fn a_lock_file_is_there_and_knows_one_registry() {
    assert_eq!(manifests_are_complete(&Tree::of(&[])).len(), 1);
    let mirror = Tree::of(&[("Cargo.lock", "source = \"registry+https://mirror.invalid/index\"\n")]);
    assert!(manifests_are_complete(&mirror)[0].to_string().starts_with("Cargo.lock:1: "));
}

#[test]
fn a_section_ends_where_the_next_begins() {
    let tree = Tree::of(&[("Cargo.toml", "[a]\nx = 1\n# note\n\ny = 2\n[b]\nz = 3\n")]);
    assert_eq!(section(&tree.files[0], "a").collect::<Vec<_>>(), [(2, "x = 1"), (5, "y = 2")]);
}
