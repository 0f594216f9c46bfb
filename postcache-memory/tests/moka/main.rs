//! Moka as the engine: the laws of every store, and its bounds.
#![cfg(feature = "moka")]
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

mod bounds;

use postcache_conformance::{Fixture, Namespaces, suite};
use postcache_core::{Clock, ManualClock};
use postcache_memory::MokaStore;

#[derive(Default)]
struct Moka {
    clock: ManualClock,
    stores: Namespaces<MokaStore>,
}

impl Fixture for Moka {
    type Store = MokaStore;

    async fn open(&self, namespace: &str) -> MokaStore {
        let builder = MokaStore::builder().max_bytes(256 << 20).clock(self.clock.clone());
        self.stores.open(namespace, || builder.build().unwrap())
    }

    fn clock(&self) -> Clock {
        self.clock.clone().into()
    }
}

suite!(Moka);
