use super::{PAGE, dependencies_are_explained};
use crate::tree::Tree;
use crate::workspace::{Dependency, Package, Source};

const SOURCE: (&str, &str) = ("engine/src/lib.rs", "use parking_lot::Mutex;\n");

fn found(page: &str, root: &str, dependency: Dependency) -> Vec<String> {
    let files = [SOURCE, (PAGE, page), ("Cargo.toml", root), ("engine/Cargo.toml", "\nparking_lot.workspace = true\n")];
    let packages = vec![Package::published("engine").depending_on(dependency)];
    dependencies_are_explained(&Tree { packages, ..Tree::of(&files) }).iter().map(ToString::to_string).collect()
}

#[test]
fn an_explained_and_used_dependency_passes() {
    let root = "[workspace.dependencies]\n# locks\nparking_lot = \"0.12\"\n\n[profile.dev]\ndebug = 1\n";
    assert_eq!(found("| `parking_lot` | no poisoning |", root, Dependency::registry("parking_lot")), [""; 0]);
}

#[test]
fn a_dependency_without_a_line_is_found_where_it_is_declared() {
    let findings = found("It is `parking_lot`, of course.", "", Dependency::registry("parking_lot"));
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("engine/Cargo.toml:2: "), "{findings:?}");
}

#[test]
fn a_line_without_a_dependency_is_found() {
    let findings = found("| `parking_lot` | |\n| `once_cell` | |", "", Dependency::registry("parking_lot"));
    assert_eq!(findings, ["docs/decisions/dependencies.md:2: nothing depends on `once_cell`"]);
}

#[test]
fn a_dependency_that_no_code_names_is_found() {
    let findings = found("- `lot`: why\n", "", Dependency::registry("lot"));
    assert_eq!(findings, ["engine/Cargo.toml:1: `lot` is declared, and no line of `engine` names it"]);
}

#[test]
fn a_dependency_from_git_is_found() {
    let dependency = Dependency { source: Source::Git, ..Dependency::registry("parking_lot") };
    assert_eq!(found("- `parking_lot`: why", "", dependency).len(), 1);
}

#[test]
fn a_workspace_dependency_that_nobody_inherits_is_found() {
    let root = "[workspace.dependencies]\nparking_lot = \"0.12\"\nonce_cell = \"1\"\n";
    let findings = found("- `parking_lot`: why", root, Dependency::registry("parking_lot"));
    assert_eq!(findings, ["Cargo.toml:3: no member inherits `once_cell`"]);
}

#[test]
fn our_own_packages_need_no_explanation_and_a_missing_page_is_found_once() {
    let packages = vec![Package::published("engine").depending_on(Dependency::folder("core"))];
    let findings = dependencies_are_explained(&Tree { packages, ..Tree::of(&[]) });
    assert_eq!(findings.len(), 1, "{findings:?}");
}

#[test]
fn a_renamed_dependency_is_sought_under_its_new_name() {
    let root = "[workspace.dependencies]\nparking_lot = { package = \"lot\", version = \"0.12\" }\n";
    let dependency = Dependency { alias: "parking_lot".to_owned(), ..Dependency::registry("lot") };
    assert_eq!(found("- `lot`: why", root, dependency), [""; 0]);
}
