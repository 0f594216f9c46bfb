//! What happens to the server.

mod disk;
mod memory;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use testserver::{Client, RedisServer};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::faults::Faults;
use crate::cli::Options;

pub(super) use disk::{RESTARTED_AOF, RESTARTED_RDB};
pub(super) use memory::{EVICTED, FULL};

pub(super) const FLUSHED: &str = "FLUSHALL";
pub(super) const SCRIPTS_FLUSHED: &str = "SCRIPT FLUSH";
pub(super) const AWAY: &str = "server away";

const PAUSE_MS: std::ops::Range<u64> = 150..500;

pub(super) struct Server {
    redis: RedisServer,
    faults: Arc<Faults>,
    strict: bool,
    chance: fastrand::Rng,
}

#[derive(Clone, Copy)]
enum Fault {
    ScriptFlush,
    Full,
    Away,
    Flush,
    Evict,
    Snapshot,
    RestartRdb,
    RestartAof,
}

impl Fault {
    const THAT_LOSE_NOTHING: [Self; 3] = [Self::ScriptFlush, Self::Full, Self::Away];
    const THAT_LOSE: [Self; 5] = [Self::Flush, Self::Flush, Self::Evict, Self::RestartRdb, Self::RestartAof];
}

impl Server {
    pub(super) fn new(redis: RedisServer, options: &Options, faults: Arc<Faults>) -> Self {
        let chance = fastrand::Rng::with_seed(options.seed ^ 0x7365_7276);
        Self { redis, faults, strict: options.strict, chance }
    }

    /// In a thread of its own, until `ending`; then the server as it is.
    pub(super) fn disturb(mut self, ending: Arc<AtomicBool>) -> JoinHandle<io::Result<Option<RedisServer>>> {
        let runtime = Handle::current();
        tokio::task::spawn_blocking(move || {
            if !self.strict {
                self.client()?.call(["CONFIG", "SET", "appendonly", "yes"])?;
            }
            while !ending.load(Relaxed) {
                for fault in self.round() {
                    let pause = self.chance.u64(PAUSE_MS);
                    sleep(pause);
                    if ending.load(Relaxed) {
                        break;
                    }
                    self.strike(fault, &runtime)?;
                }
            }
            Ok(Some(self.redis))
        })
    }

    /// Each fault at least once, in any order; before them a snapshot, which a restart brings back.
    fn round(&mut self) -> Vec<Fault> {
        let mut round = Fault::THAT_LOSE_NOTHING.to_vec();
        if !self.strict {
            round.extend(Fault::THAT_LOSE);
        }
        self.chance.shuffle(&mut round);
        if !self.strict {
            round.insert(0, Fault::Snapshot);
        }
        round
    }

    fn strike(&mut self, fault: Fault, runtime: &Handle) -> io::Result<()> {
        match fault {
            Fault::ScriptFlush => {
                self.client()?.call(["SCRIPT", "FLUSH"])?;
                self.happened(SCRIPTS_FLUSHED, runtime)
            }
            Fault::Away => self.away(runtime),
            Fault::Full => self.full(runtime),
            Fault::Flush => self.losing(FLUSHED, runtime, |server| {
                server.client()?.call(["FLUSHALL"])?;
                server.faults.count(FLUSHED);
                Ok(())
            }),
            Fault::Evict => self.losing(EVICTED, runtime, Self::evict),
            Fault::Snapshot => {
                self.client()?.call(["SAVE"])?;
                self.happened("snapshots", runtime)
            }
            Fault::RestartRdb => self.losing(RESTARTED_RDB, runtime, Self::restart_rdb),
            Fault::RestartAof => self.losing(RESTARTED_AOF, runtime, Self::restart_aof),
        }
    }

    /// It is stopped: connections stay, nothing answers.
    fn away(&mut self, runtime: &Handle) -> io::Result<()> {
        const LONGEST_MS: u64 = 700;
        self.happened(AWAY, runtime)?;
        self.redis.pause()?;
        let span = self.chance.u64(50..LONGEST_MS);
        sleep(span);
        self.redis.resume()
    }

    fn losing(
        &mut self,
        what: &str,
        runtime: &Handle,
        strike: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        runtime.block_on(self.faults.losing(true, &format!("{what}: begins")))?;
        strike(self)?;
        runtime.block_on(self.faults.losing(false, &format!("{what}: over")))
    }

    fn happened(&self, what: &str, runtime: &Handle) -> io::Result<()> {
        self.faults.count(what);
        runtime.block_on(self.faults.tell(what))
    }

    fn client(&self) -> io::Result<Client> {
        self.redis.client()
    }
}

/// This thread is there to wait.
fn sleep(millis: u64) {
    thread::sleep(Duration::from_millis(millis));
}
