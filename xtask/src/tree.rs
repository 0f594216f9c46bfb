//! The working tree in memory: what git would commit, and how cargo describes it.

use std::path::Path;
use std::{fs, io};

use crate::step::Call;
use crate::workspace::{Package, Workspace};

#[derive(Debug)]
pub(crate) struct Tree {
    /// In the order of their paths.
    pub(crate) files: Vec<File>,
    pub(crate) packages: Vec<Package>,
}

#[derive(Debug)]
pub(crate) struct File {
    /// Relative to the root, `/` between the parts.
    pub(crate) path: String,
    /// Empty for a symbolic link, whose target is read under its own name, and for what is not text.
    pub(crate) text: String,
}

impl Tree {
    /// Reads the files that git knows or would add.
    pub(crate) fn load(workspace: &Workspace) -> Result<Self, String> {
        let root = workspace.root.to_string_lossy();
        let git = Call::new("git", &["-C", &root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = git.output().map_err(|why| format!("git must say which files are in the tree: {why}"))?;
        let mut paths: Vec<&str> = listed.split_terminator('\0').collect();
        paths.sort_unstable();
        paths.dedup();
        let files =
            paths.into_iter().filter_map(|path| read(&workspace.root, path).transpose()).collect::<Result<_, _>>()?;
        Ok(Self { files, packages: workspace.packages.clone() })
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    pub(crate) fn has_folder(&self, path: &str) -> bool {
        self.files.iter().any(|file| file.is_in(path))
    }

    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.has_extension("rs"))
    }
}

impl File {
    /// Lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    pub(crate) fn is_in(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
    }

    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|own| own == extension)
    }
}

/// `None` for a file that git still lists and somebody has deleted, and for a link to nothing.
fn read(root: &Path, path: &str) -> Result<Option<File>, String> {
    let place = root.join(path);
    let failed = |error: io::Error| format!("{path} cannot be read: {error}");
    if !place.try_exists().map_err(failed)? {
        return Ok(None);
    }
    let text = if place.is_symlink() { Vec::new() } else { fs::read(&place).map_err(failed)? };
    Ok(Some(File { path: path.to_owned(), text: String::from_utf8(text).unwrap_or_default() }))
}

#[cfg(test)]
mod tests;
