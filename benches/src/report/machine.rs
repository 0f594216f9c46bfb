//! Where and with what it was measured: no host name, no path.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The machine and the versions of all that was compared.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Machine {
    processor: String,
    processors: usize,
    memory_gib: u64,
    system: String,
    compiler: String,
    versions: Vec<String>,
}

const PEERS: &[&str] =
    &["cached", "foyer-memory", "hitbox", "hitbox-fn", "hitbox-moka", "lru", "moka", "postcache", "quick_cache"];

impl Machine {
    pub(crate) fn here() -> Self {
        let about = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, name: &str| {
            let line = text.lines().find(|line| line.starts_with(name))?;
            line.split_once(':').map(|(_, value)| value.trim().to_owned())
        };
        let memory = field(&about("/proc/meminfo"), "MemTotal").unwrap_or_default();
        let kib = memory.split(' ').next().and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
        Self {
            processor: field(&about("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown".to_owned()),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: kib.div_ceil(1 << 20),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            compiler: compiler(),
            versions: versions(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}, {} processors, {} GiB, {}; {}.",
            self.processor, self.processors, self.memory_gib, self.system, self.compiler
        )?;
        writeln!(f, "Versions: {}.", self.versions.join(", "))
    }
}

/// How many would run, in the mean of the last minute.
pub(super) fn load() -> String {
    let told = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or_default().to_owned()
}

fn compiler() -> String {
    let told = std::process::Command::new("rustc").arg("--version").output();
    told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned()).unwrap_or_default()
}

/// From the lock file with which this program was built.
fn versions() -> Vec<String> {
    let lock = include_str!("../../../Cargo.lock");
    let mut lines = lock.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("name = ").map(|name| name.trim_matches('"')) else { continue };
        let version = lines.next().and_then(|line| line.strip_prefix("version = ")).unwrap_or_default();
        if PEERS.contains(&name) {
            found.push(format!("{name} {}", version.trim_matches('"')));
        }
    }
    found
}
