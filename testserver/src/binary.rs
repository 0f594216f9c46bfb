//! Where the server's program is.

use std::path::PathBuf;

use crate::StartError;

#[expect(clippy::disallowed_methods, reason = "this is how programs are found")]
pub(crate) fn find(name: &str) -> Result<PathBuf, StartError> {
    let path = std::env::var("PATH").unwrap_or_default();
    let places =
        std::env::split_paths(&path).chain(["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"].map(PathBuf::from));
    places.map(|folder| folder.join(name)).find(|file| file.is_file()).ok_or(StartError::NotInstalled)
}
