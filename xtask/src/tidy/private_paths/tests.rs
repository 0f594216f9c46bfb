use super::{FOLDERS, HOSTS, nothing_is_of_one_machine};
use crate::tree::Tree;

fn found(line: &str) -> usize {
    nothing_is_of_one_machine(&Tree::of(&[("docs/page.md", line)])).len()
}

#[test]
fn relative_paths_and_public_addresses_pass() {
    for folder in FOLDERS {
        assert_eq!(found(&format!("see docs/{folder}/page.md and https://example.org/{folder}/x")), 0, "{folder}");
        assert_eq!(found(&format!("./{folder}/x ../{folder}/x {{}}/{folder}/x")), 0, "{folder}");
    }
    assert_eq!(found("it is on crates.io and docs.rs"), 0);
}

#[test]
fn absolute_paths_are_found() {
    for folder in FOLDERS {
        for before in ["", "cd ", "\"", "file://", "="] {
            assert_eq!(found(&format!("{before}/{folder}/x")), 1, "{before}{folder}");
        }
    }
}

#[test]
fn hosts_of_registries_are_found() {
    for (name, domain) in HOSTS {
        assert_eq!(found(&format!("curl https://{name}.{domain}/x")), 1, "{name}.{domain}");
    }
}
