//! The laws of every store.

#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

use postcache_conformance::{Fixture, Namespaces, suite};
use postcache_core::{Clock, ManualClock};
use postcache_memory::MemoryStore;

#[derive(Default)]
struct Memory {
    clock: ManualClock,
    stores: Namespaces<MemoryStore>,
}

impl Fixture for Memory {
    type Store = MemoryStore;

    async fn open(&self, namespace: &str) -> MemoryStore {
        let small = MemoryStore::builder().max_entries(2_000).max_entries_per_scope(500).max_bytes(256 << 20);
        let builder = small.clock(self.clock.clone());
        self.stores.open(namespace, || builder.build().unwrap())
    }

    fn clock(&self) -> Clock {
        self.clock.clone().into()
    }
}

suite!(Memory);
