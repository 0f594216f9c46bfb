//! What the network does to everybody at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use testserver::RedisServer;

use super::faults::Faults;
use super::proxy::Proxy;
use crate::tasks;

pub(super) const CUT: &str = "connections cut";
pub(super) const SILENT: &str = "silences";

const PAUSE_MS: std::ops::Range<u64> = 200..900;

pub(super) struct Network {
    proxy: Proxy,
    faults: Arc<Faults>,
    chance: fastrand::Rng,
}

impl Network {
    pub(super) fn new(proxy: Proxy, seed: u64, faults: Arc<Faults>) -> Self {
        Self { proxy, faults, chance: fastrand::Rng::with_seed(seed ^ 0x6e65_7477) }
    }

    pub(super) async fn disturb(mut self, ending: Arc<AtomicBool>) -> io::Result<Option<RedisServer>> {
        while !ending.load(Relaxed) {
            let pause = self.chance.u64(PAUSE_MS);
            tasks::sleep_ms(pause).await;
            match self.chance.u8(0..4) {
                0 => self.cut(None).await?,
                1 | 2 => {
                    let residue = self.chance.usize(0..4);
                    self.cut(Some(residue)).await?;
                }
                _ => self.silence().await?,
            }
        }
        Ok(None)
    }

    async fn cut(&mut self, residue: Option<usize>) -> io::Result<()> {
        self.faults.count(CUT);
        self.faults.tell(if residue.is_none() { "all connections cut" } else { "some connections cut" }).await?;
        self.proxy.cut(residue);
        Ok(())
    }

    /// Requests arrive and replies do not; then they come late, or never.
    async fn silence(&mut self) -> io::Result<()> {
        const LONGEST_MS: u64 = 900;
        self.faults.count(SILENT);
        let span = self.chance.u64(50..LONGEST_MS);
        self.faults.tell(&format!("no reply passes for {span} ms")).await?;
        self.proxy.silence(true);
        tasks::sleep_ms(span).await;
        if self.chance.bool() {
            self.cut(None).await?;
        }
        self.proxy.silence(false);
        Ok(())
    }
}
