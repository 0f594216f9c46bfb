//! What `cargo metadata` prints, read into our words. A field that is missing is an error with its name.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Dependency, Kind, Package, Source, Workspace};

impl Workspace {
    pub(super) fn from_metadata(json: &str) -> Result<Self, String> {
        let metadata: Value = serde_json::from_str(json).map_err(|error| format!("cargo metadata: {error}"))?;
        let root = PathBuf::from(text(&metadata, "workspace_root")?);
        let packages =
            list(&metadata, "packages")?.iter().map(|value| package(value, &root)).collect::<Result<_, _>>()?;
        Ok(Self { target: PathBuf::from(text(&metadata, "target_directory")?), packages, root })
    }
}

fn package(value: &Value, root: &Path) -> Result<Package, String> {
    let manifest = Path::new(text(value, "manifest_path")?);
    let folder = manifest.parent().and_then(|folder| folder.strip_prefix(root).ok());
    let folder = folder.ok_or_else(|| format!("{} is not inside {}", manifest.display(), root.display()))?;
    Ok(Package {
        name: text(value, "name")?.to_owned(),
        folder: folder.to_string_lossy().replace('\\', "/"),
        published: value["publish"].as_array().is_none_or(|registries| !registries.is_empty()),
        description: optional_text(value, "description"),
        license: optional_text(value, "license"),
        readme: optional_text(value, "readme"),
        dependencies: list(value, "dependencies")?.iter().map(dependency).collect::<Result<_, _>>()?,
    })
}

fn dependency(value: &Value) -> Result<Dependency, String> {
    let kind = match value["kind"].as_str() {
        None => Kind::Normal,
        Some("build") => Kind::Build,
        Some("dev") => Kind::Dev,
        Some(other) => return Err(format!("cargo metadata: a dependency of the unknown kind `{other}`")),
    };
    let source = match value["source"].as_str() {
        None => Source::Folder,
        Some(source) if source.starts_with("git+") => Source::Git,
        Some(_) => Source::Registry,
    };
    let name = text(value, "name")?;
    Ok(Dependency {
        name: name.to_owned(),
        alias: value["rename"].as_str().unwrap_or(name).to_owned(),
        kind,
        optional: value["optional"].as_bool().unwrap_or(false),
        requirement: text(value, "req")?.to_owned(),
        source,
    })
}

fn text<'v>(value: &'v Value, field: &str) -> Result<&'v str, String> {
    value[field].as_str().ok_or_else(|| format!("cargo metadata: no text `{field}`"))
}

fn optional_text(value: &Value, field: &str) -> Option<String> {
    value[field].as_str().map(str::to_owned)
}

fn list<'v>(value: &'v Value, field: &str) -> Result<&'v [Value], String> {
    value[field].as_array().map(Vec::as_slice).ok_or_else(|| format!("cargo metadata: no list `{field}`"))
}
