//! Too little memory.

use std::io;

use testserver::Client;
use tokio::runtime::Handle;

use super::{Server, sleep};

pub(in crate::run) const EVICTED: &str = "evictions under pressure";
pub(in crate::run) const FULL: &str = "server full, evicting nothing";

const BALLAST: usize = 1_000;
const TICKS: u64 = 25;
const TICK_MS: u64 = 25;

impl Server {
    /// Any cell may go, fences included.
    pub(super) fn evict(&mut self) -> io::Result<()> {
        let mut client = self.client()?;
        let evicted = |client: &mut Client| client.info("stats", "evicted_keys");
        let before = evicted(&mut client)?;
        client.call(["CONFIG", "SET", "maxmemory-policy", "allkeys-random"])?;
        press(&mut client, 1)?;
        for tick in 0..TICKS {
            // Each makes room for itself at somebody's cost.
            for number in 0..3 {
                let key = format!("ballast:{}", (tick * 3 + number) % 20);
                // Refused when nothing is left to be evicted.
                drop(client.call(["SET", &key, &"x".repeat(BALLAST), "PX", "2000"]));
            }
            sleep(TICK_MS);
        }
        relax(&mut client)?;
        if evicted(&mut client)? != before {
            self.faults.count(EVICTED);
        }
        Ok(())
    }

    /// Nothing new can be written, and what is there stays.
    pub(super) fn full(&mut self, runtime: &Handle) -> io::Result<()> {
        let mut client = self.client()?;
        client.call(["CONFIG", "SET", "maxmemory-policy", "noeviction"])?;
        press(&mut client, 2)?;
        let refused = client.call(["SET", "ballast", &"x".repeat(BALLAST), "PX", "2000"]).is_err();
        if refused {
            self.happened(FULL, runtime)?;
        }
        sleep(TICKS * TICK_MS / 2);
        relax(&mut client)
    }
}

/// Allows what is used, or a part of it.
fn press(client: &mut Client, part: u64) -> io::Result<()> {
    let used = client.info("memory", "used_memory")?.and_then(|used| used.parse::<u64>().ok());
    let allowed = used.unwrap_or_default() / part;
    client.call(["CONFIG", "SET", "maxmemory", &allowed.to_string()]).map(drop)
}

fn relax(client: &mut Client) -> io::Result<()> {
    client.call(["CONFIG", "SET", "maxmemory", "0"]).map(drop)
}
