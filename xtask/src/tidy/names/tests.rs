use super::names_say_something;
use crate::tree::Tree;

fn found(path: &str, text: &str) -> usize {
    names_say_something(&Tree::of(&[(path, text)])).len()
}

#[test]
fn concepts_pass() {
    assert_eq!(found("postcache-core/src/flight/guard.rs", "mod table;\npub(crate) mod chapters {\n}\n"), 0);
    assert_eq!(found("postcache-core/src/commons.rs", "// mod helper is not written here\n"), 0);
    assert_eq!(found("docs/common.md", ""), 0);
}

#[test]
fn empty_words_are_found_in_files_and_folders() {
    for path in ["a/src/util.rs", "a/src/test_helpers.rs", "a/tests/common/server.rs", "a/src/redis-manager.rs"] {
        assert_eq!(found(path, ""), 1, "{path}");
    }
}

#[test]
fn a_mod_file_is_found() {
    assert_eq!(found("a/src/flight/mod.rs", ""), 1);
}

#[test]
fn inline_modules_are_found_whatever_their_visibility() {
    for module in ["mod helper {", "pub mod prelude {", "pub(crate) mod misc {", "    pub(in crate::model) mod utils {"]
    {
        assert_eq!(found("a/src/lib.rs", &format!("\n{module}\n}}\n")), 1, "{module}");
    }
}
