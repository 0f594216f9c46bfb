use super::{LINES, MAP, the_map_is_true};
use crate::tree::Tree;
use crate::workspace::Package;

const FILES: &[(&str, &str)] = &[
    ("engine/Cargo.toml", ""),
    ("engine/src/lib.rs", ""),
    ("engine/src/flight.rs", ""),
    ("engine/src/flight/table.rs", ""),
    ("engine/src/flight/guard.rs", ""),
    ("engine/src/scope.rs", ""),
    ("tool/src/main.rs", ""),
    ("tool/src/words.rs", ""),
];

fn found(map: &str) -> Vec<String> {
    let files: Vec<_> = FILES.iter().copied().chain([(MAP, map)]).collect();
    let packages = vec![Package::published("engine"), Package::unpublished("tool")];
    the_map_is_true(&Tree { packages, ..Tree::of(&files) }).iter().map(ToString::to_string).collect()
}

#[test]
fn a_map_in_sections_passes() {
    let map = "# Map\n## `engine/`\n- `scope.rs` whose data\n- `flight.rs`, `flight/{table,guard}.rs` one load\n## Rest\n`tool/src/`\n";
    assert_eq!(found(map), [""; 0]);
}

#[test]
fn a_map_with_whole_paths_passes() {
    assert_eq!(found("`engine/src/flight.rs` and `engine/src/scope.rs`, `engine/src/flight/*.rs`"), [""; 0]);
}

#[test]
fn what_is_no_path_is_left_alone() {
    let map = "## `engine`\n`flight.rs` `scope.rs` `Cache::get` `/health` `1/64` `redis://host` `cargo xtask ci` `get_or_load`";
    assert_eq!(found(map), [""; 0]);
}

#[test]
fn a_path_that_does_not_exist_is_found_with_its_line() {
    let findings = found("## `engine`\n`flight.rs` `scope.rs`\n`flight/{table,error}.rs`\n");
    assert_eq!(findings, ["docs/ARCHITECTURE.md:3: there is no `flight/error.rs`"]);
    assert_eq!(found("`engine/src/flight.rs` `engine/src/scope.rs` `engine/laws/` `lost.rs` `engine/x/*.rs`").len(), 3);
}

#[test]
fn a_module_that_is_on_no_line_is_found() {
    assert_eq!(found("`engine/src/flight.rs`"), ["docs/ARCHITECTURE.md:1: `engine/src/scope.rs` is not on the map"]);
}

#[test]
fn the_name_of_a_file_somewhere_is_not_a_place_on_the_map() {
    let findings = found("## `tool`\n`scope.rs` `flight.rs`");
    assert_eq!(findings.len(), 2, "{findings:?}");
}

#[test]
fn a_missing_map_is_found() {
    assert_eq!(the_map_is_true(&Tree::of(FILES)).len(), 1);
}

#[test]
fn a_map_that_nobody_would_read_is_found() {
    let map = format!("`engine/src/flight.rs` `engine/src/scope.rs`{}", "\n".repeat(LINES));
    assert_eq!(found(&map).len(), 1);
}
