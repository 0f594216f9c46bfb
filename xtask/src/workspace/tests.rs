use super::{Dependency, Kind, Package, Source, Workspace};

impl Package {
    /// A complete package in the folder of its name.
    pub(crate) fn published(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            folder: name.to_owned(),
            published: true,
            description: Some("What it is".to_owned()),
            license: Some("MIT".to_owned()),
            readme: Some("README.md".to_owned()),
            dependencies: Vec::new(),
        }
    }

    /// A package of the folder's last name that never leaves this repository.
    pub(crate) fn unpublished(folder: &str) -> Self {
        let name = folder.rsplit('/').next().unwrap().to_owned();
        Self { name, folder: folder.to_owned(), published: false, readme: None, ..Self::published(folder) }
    }

    pub(crate) fn depending_on(mut self, dependency: Dependency) -> Self {
        self.dependencies.push(dependency);
        self
    }
}

impl Dependency {
    pub(crate) fn registry(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            alias: name.to_owned(),
            kind: Kind::Normal,
            optional: false,
            requirement: "^1".to_owned(),
            source: Source::Registry,
        }
    }

    /// One of ours, by path alone.
    pub(crate) fn folder(name: &str) -> Self {
        Self { requirement: "*".to_owned(), source: Source::Folder, ..Self::registry(name) }
    }
}

const METADATA: &str = r#"{
  "workspace_root": "/checkout", "target_directory": "/elsewhere/target",
  "packages": [
    {"name": "engine", "manifest_path": "/checkout/parts/engine/Cargo.toml", "publish": null, "description": "An engine",
     "license": "MIT", "readme": "README.md",
     "dependencies": [
       {"name": "tokio", "kind": null, "optional": true, "req": "^1.40", "source": "registry+x"},
       {"name": "laws", "kind": "dev", "optional": false, "req": "*", "source": null, "path": "/checkout/laws"},
       {"name": "fork", "kind": "build", "optional": false, "req": "*", "source": "git+x"}
     ]},
    {"name": "tool", "manifest_path": "/checkout/tool/Cargo.toml", "publish": [], "description": null,
     "license": null, "readme": null, "dependencies": []}
  ]
}"#;

#[test]
fn packages_are_read_with_folders_relative_to_the_root() {
    let workspace = Workspace::from_metadata(METADATA).unwrap();
    let [engine, tool] = workspace.packages.as_slice() else { panic!("{workspace:?}") };
    assert_eq!((engine.folder.as_str(), engine.published), ("parts/engine", true));
    assert_eq!((tool.manifest().as_str(), tool.published), ("tool/Cargo.toml", false));
    assert!(workspace.has("tool") && !workspace.has("engines"));
}

#[test]
fn dependencies_keep_their_kind_and_source() {
    let workspace = Workspace::from_metadata(METADATA).unwrap();
    let read: Vec<_> =
        workspace.packages[0].dependencies.iter().map(|one| (one.kind, one.source, one.optional)).collect();
    assert_eq!(
        read,
        [(Kind::Normal, Source::Registry, true), (Kind::Dev, Source::Folder, false), (Kind::Build, Source::Git, false)]
    );
}

#[test]
fn metadata_without_a_needed_field_is_an_error_that_names_it() {
    let why = Workspace::from_metadata(r#"{"workspace_root": "/checkout", "packages": []}"#).unwrap_err();
    assert!(why.contains("target_directory"), "{why}");
}
