//! Why the blog does not start, in one line that says what to change.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::db::OpenError;

/// What stands in the way of serving.
#[derive(Debug)]
pub(crate) enum StartError {
    Usage(String),
    Config { file: PathBuf, what: String },
    Cache(postcache::Error),
    Metrics(metrics_exporter_prometheus::BuildError),
    Database { folder: PathBuf, error: OpenError },
    Listen { address: SocketAddr, error: io::Error },
    Signals(io::Error),
    Runtime(io::Error),
    SelfCheck(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(what) => write!(f, "{what}; see --help"),
            Self::Config { file, what } => write!(f, "cannot use {}: {what}", file.display()),
            Self::Cache(error) => write!(f, "cannot make the cache: {error}"),
            Self::Metrics(error) => write!(f, "cannot collect metrics: {error}"),
            Self::Database { folder, error: OpenError::Folder(error) } => {
                write!(f, "cannot use the folder {}: {error}; choose another with --data", folder.display())
            }
            Self::Database { folder, error: OpenError::Connect(error) } => {
                write!(
                    f,
                    "cannot open the database in {}: {}; choose another with --data",
                    folder.display(),
                    root(error)
                )
            }
            Self::Database { folder, error: OpenError::Migrate(error) } => {
                write!(f, "the database in {} is not one of this blog: {}", folder.display(), root(error))
            }
            Self::Listen { address, error } => {
                write!(f, "cannot listen on {address}: {error}; choose another with --listen")
            }
            Self::Signals(error) => write!(f, "cannot wait for Ctrl-C: {error}"),
            Self::Runtime(error) => write!(f, "cannot start threads: {error}"),
            Self::SelfCheck(what) => write!(f, "the self-check could not be made: {what}"),
        }
    }
}

impl std::error::Error for StartError {}

/// The innermost cause, on one line.
fn root(error: &dyn std::error::Error) -> String {
    let innermost = std::iter::successors(Some(error), |error| error.source()).last();
    innermost.unwrap_or(error).to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl From<postcache::Error> for StartError {
    fn from(error: postcache::Error) -> Self {
        Self::Cache(error)
    }
}
