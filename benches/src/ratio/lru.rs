//! Least recently used, exactly; by weight.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

/// A reference, for one thread.
pub(super) struct Lru {
    capacity: u64,
    weight: u64,
    clock: u64,
    /// When each key was used last, and what it weighs.
    used: HashMap<u64, (u64, u64)>,
    order: BTreeMap<u64, u64>,
}

impl Lru {
    pub(super) fn new(capacity: u64) -> Self {
        Self { capacity, weight: 0, clock: 0, used: HashMap::new(), order: BTreeMap::new() }
    }

    /// Whether the key was there; it is now, unless it is heavier than the capacity.
    pub(super) fn request(&mut self, key: u64, weight: u64) -> bool {
        self.clock += 1;
        if let Some((used, _)) = self.used.get_mut(&key) {
            self.order.remove(used);
            *used = self.clock;
            self.order.insert(self.clock, key);
            return true;
        }
        if weight > self.capacity {
            return false;
        }
        self.weight += weight;
        self.used.insert(key, (self.clock, weight));
        self.order.insert(self.clock, key);
        while self.weight > self.capacity {
            let Some((_, oldest)) = self.order.pop_first() else { break };
            self.weight -= self.used.remove(&oldest).map_or(0, |(_, weight)| weight);
        }
        false
    }
}
