//! A cell by which processes find out whether they have the same secret: with different ones they would share nothing, not
//! even invalidations, and nobody would notice.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Weak};

use postcache_core::Millis;

use super::Shared;
use crate::link::Request;
use crate::servers::Patience;

/// Between two looks.
const EVERY: Millis = Millis::new(20_000);
/// Where the connection broke meanwhile.
const AGAIN: Millis = Millis::new(1_000);
/// A secret that nobody uses any more is forgotten after so long.
const KEPT: Millis = Millis::new(60_000);

/// Looks until the store is gone.
pub(super) async fn watch(store: Weak<Shared>) {
    loop {
        let Some(shared) = store.upgrade() else { return };
        let looked = shared.look_for_strangers().await;
        let clock = shared.clock.clone();
        drop(shared);
        clock.sleep_until(clock.now().after(if looked { EVERY } else { AGAIN })).await;
    }
}

impl Shared {
    pub(super) async fn look_for_strangers(self: &Arc<Self>) -> bool {
        let (key, slot, own) = self.names.probe();
        let keys = [key];
        let Ok(answer) = self.servers.ask(slot, Patience::Once, |_| Ok(Request::Read(&keys))).await else {
            return false;
        };
        let is_stranger = answer.bytes(0).is_some_and(|found| found != own);
        if is_stranger && !self.stranger.swap(true, Relaxed) {
            tracing::error!(
                target: "postcache::redis",
                "another process uses this namespace with another secret: neither sees or ends the other's entries"
            );
        }
        if is_stranger {
            return true;
        }
        self.stranger.store(false, Relaxed);
        let keep = |_| Ok(Request::Keep { keys: &keys, value: &own, ttl: KEPT });
        self.servers.ask(slot, Patience::Once, keep).await.is_ok()
    }
}
