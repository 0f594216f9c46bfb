//! The folder in which one server lives.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};

/// Its socket, log, configuration and data. Whoever ends the server's process removes it.
#[derive(Debug)]
pub(crate) struct Home(PathBuf);

impl Home {
    /// Short, because the path of a Unix socket has about a hundred bytes.
    pub(crate) fn new() -> io::Result<Self> {
        let name = format!("pc-{:016x}", RandomState::new().hash_one(std::process::id()));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.0.join("s")
    }

    pub(crate) fn configuration(&self) -> PathBuf {
        self.0.join("redis.conf")
    }

    pub(crate) fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.0.join(name)).unwrap_or_default();
        format!("{}{}", read("out"), read("log"))
    }
}
