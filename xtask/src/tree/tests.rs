use super::{File, Tree};
use crate::workspace::Workspace;

impl Tree {
    /// A tree of these files, with no packages.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Self { files: files.iter().map(file).collect(), packages: Vec::new() }
    }
}

#[test]
fn the_tree_holds_this_file_and_nothing_that_git_ignores() {
    let tree = Tree::load(&Workspace::load().unwrap()).unwrap();
    let own = tree.file("xtask/src/tree/tests.rs").unwrap();
    assert!(own.lines().any(|(number, line)| number == 2 && line.starts_with("use crate::workspace")));
    assert!(!tree.has_folder("target"));
}

#[test]
fn a_folder_is_known_by_its_files() {
    let tree = Tree::of(&[("engine/src/lib.rs", "")]);
    assert!(tree.has_folder("engine") && tree.has_folder("engine/src/"));
    assert!(!tree.has_folder("engine/s") && !tree.has_folder("engine/src/lib.rs"));
}
