//! Restarts: what an older snapshot or an append-only file without its tail holds comes back.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use testserver::Reply;

use super::{Server, sleep};

pub(in crate::run) const RESTARTED_RDB: &str = "restarts onto an older snapshot";
pub(in crate::run) const RESTARTED_AOF: &str = "restarts onto an append-only file";

const LONGEST_GAP_MS: u64 = 300;

impl Server {
    pub(super) fn restart_rdb(&mut self) -> io::Result<()> {
        self.redis.kill();
        self.gap();
        self.redis.restart_with(&["appendonly no"]).map_err(io::Error::other)?;
        self.came_back(RESTARTED_RDB)?;
        self.client()?.call(["CONFIG", "SET", "appendonly", "yes"]).map(drop)
    }

    pub(super) fn restart_aof(&mut self) -> io::Result<()> {
        const LONGEST_TAIL: u64 = 40_000;
        self.redis.kill();
        let tail = self.chance.u64(0..LONGEST_TAIL);
        cut_tail(self.redis.folder(), tail)?;
        self.gap();
        self.redis.restart_with(&["appendonly yes"]).map_err(io::Error::other)?;
        self.came_back(RESTARTED_AOF)
    }

    fn gap(&mut self) {
        let gap = self.chance.u64(0..LONGEST_GAP_MS);
        sleep(gap);
    }

    /// Counts only what brought something back.
    fn came_back(&self, how: &str) -> io::Result<()> {
        if self.client()?.call(["DBSIZE"])? != Reply::Integer(0) {
            self.faults.count(how);
        }
        Ok(())
    }
}

/// Takes the last bytes off the newest file that is appended to.
fn cut_tail(folder: &Path, tail: u64) -> io::Result<()> {
    let Ok(files) = fs::read_dir(folder.join("appendonlydir")) else { return Ok(()) };
    let mut appended: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    appended.retain(|path| path.to_string_lossy().ends_with(".incr.aof"));
    appended.sort_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok());
    let Some(newest) = appended.last() else { return Ok(()) };
    let file = File::options().write(true).open(newest)?;
    file.set_len(file.metadata()?.len().saturating_sub(tail))
}
