//! Keeps one server connected.

use std::sync::Arc;

use postcache_core::Millis;
use tokio::sync::watch;

use super::backoff::Backoff;
use super::{Dialer, Live, State};

const HEARTBEAT: Millis = Millis::new(500);
/// Heartbeats between two looks at what the server evicts.
const LOOK_EVERY: u32 = 4;
/// A server that does not answer for so long is not there.
const SILENCE: Millis = Millis::new(2_000);

#[derive(Debug)]
pub(super) struct Supervisor {
    dialer: Dialer,
    state: watch::Sender<State>,
}

impl Supervisor {
    pub(super) const fn new(dialer: Dialer, state: watch::Sender<State>) -> Self {
        Self { dialer, state }
    }

    /// Ends with the link that it serves.
    pub(super) async fn run(self, first: Option<Arc<Live>>) {
        let mut live = match first {
            Some(live) => live,
            None => self.reconnect().await,
        };
        loop {
            self.watch(&live).await;
            self.state.send_replace(State::Returning);
            tracing::warn!(target: "postcache::redis", "the connection to a Redis server broke");
            live = self.reconnect().await;
        }
    }

    /// Until the connection is closed, by whomever.
    async fn watch(&self, live: &Live) {
        let clock = self.dialer.clock();
        let mut beats = 0_u32;
        while !live.is_closed() {
            let look = beats.is_multiple_of(LOOK_EVERY);
            beats = beats.wrapping_add(1);
            match clock.until(clock.now().after(SILENCE), live.heartbeat(look)).await {
                Some(true) => live.pause(HEARTBEAT).await,
                Some(false) | None => live.close(),
            }
        }
    }

    async fn reconnect(&self) -> Arc<Live> {
        let mut backoff = Backoff::new();
        let mut told = None;
        loop {
            match self.dialer.dial().await {
                Ok(live) => {
                    tracing::info!(target: "postcache::redis", "connected to a Redis server");
                    self.state.send_replace(State::Up(Arc::clone(&live)));
                    return live;
                }
                Err(refused) => {
                    let why: Arc<str> = refused.error.to_string().into();
                    self.state.send_replace(State::Down(Arc::clone(&why)));
                    if told.as_ref() != Some(&why) {
                        tracing::warn!(target: "postcache::redis", for_good = refused.for_good, "{why}");
                        told = Some(why);
                    }
                }
            }
            let clock = self.dialer.clock();
            clock.sleep_until(clock.now().after(backoff.next())).await;
        }
    }
}
