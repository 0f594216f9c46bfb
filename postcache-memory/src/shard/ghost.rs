//! Entries that left the small queue unused, remembered by hash alone.

use std::collections::VecDeque;

use hashbrown::HashTable;

use crate::table::spread;

/// Who comes back while he is remembered was worth keeping.
pub(crate) struct Ghost {
    order: VecDeque<u32>,
    known: HashTable<u32>,
}

impl Ghost {
    /// So many are remembered in a shard of few entries.
    const LEAST: usize = 16;

    pub(crate) const fn new() -> Self {
        Self { order: VecDeque::new(), known: HashTable::new() }
    }

    /// Remembers one more, beside `entries` that are there: nine for each ten of them.
    pub(crate) fn remember(&mut self, hash: u32, entries: usize) {
        let most = Self::LEAST.max(entries * 9 / 10);
        while self.order.len() >= most {
            let Some(oldest) = self.order.pop_front() else { break };
            self.recall(oldest);
        }
        self.order.push_back(hash);
        self.known.insert_unique(spread(hash), hash, |hash| spread(*hash));
    }

    /// Whether it is remembered; it then is no longer.
    pub(crate) fn recall(&mut self, hash: u32) -> bool {
        let found = self.known.find_entry(spread(hash), |other| *other == hash);
        found.is_ok_and(|found| found.remove().0 == hash)
    }

    /// A shard without entries has nothing to come back to.
    pub(crate) fn forget_all(&mut self) {
        *self = Self::new();
    }
}
