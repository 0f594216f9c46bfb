//! The packages of this workspace as cargo describes them.

mod metadata;

use std::path::PathBuf;

use crate::step::Call;

#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
    pub(crate) packages: Vec<Package>,
}

#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Relative to the root, `/` between the parts, none at the end.
    pub(crate) folder: String,
    pub(crate) published: bool,
    pub(crate) description: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) readme: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
}

#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// What the manifest and the code call it: its name, or what it was renamed to.
    pub(crate) alias: String,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
    /// As cargo resolves it: `*` where the manifest gives no version.
    pub(crate) requirement: String,
    pub(crate) source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Normal,
    Build,
    Dev,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Folder,
    Registry,
    Git,
}

impl Workspace {
    /// Asks cargo about the manifests only: no dependency is resolved, so no network is needed.
    pub(crate) fn load() -> Result<Self, String> {
        Self::from_metadata(&Call::cargo(&["metadata", "--no-deps", "--format-version=1"]).output()?)
    }

    pub(crate) fn has(&self, package: &str) -> bool {
        self.packages.iter().any(|member| member.name == package)
    }
}

impl Package {
    pub(crate) fn manifest(&self) -> String {
        format!("{}/Cargo.toml", self.folder)
    }
}

#[cfg(test)]
mod tests;
