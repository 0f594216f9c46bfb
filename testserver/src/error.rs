//! Why there is no server.

use std::io;

/// A server could not be started. The message says what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// There is no `redis-server` on the path.
    #[error(
        "these tests need a Redis server: install one (`apt-get install redis-server`, `brew install redis`), or set POSTCACHE_REDIS_URL where any server will do"
    )]
    NotInstalled,
    /// It was started and does not answer.
    #[error("redis-server did not come up; its log:\n{log}")]
    DidNotComeUp {
        /// What it wrote.
        log: String,
    },
    /// The nodes do not find each other.
    #[error("{what} did not come up; the log of its first node:\n{log}")]
    Incomplete {
        /// Cluster or Sentinel.
        what: &'static str,
        /// What one of its nodes wrote.
        log: String,
    },
    /// The machine refused a folder, a process or a socket.
    #[error("a folder, a process or a socket for redis-server was refused")]
    Io(#[from] io::Error),
}
