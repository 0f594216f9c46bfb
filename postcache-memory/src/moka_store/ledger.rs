//! The cells of all scopes, over several locks.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use parking_lot::Mutex;
use postcache_core::Instant;
use postcache_core::store::StoreStats;

use super::scope::Scope;

const SHARDS: usize = 64;
/// A shard with fewer scopes is not worth a sweep.
const FEW: usize = 64;

pub(super) struct Ledger {
    shards: Box<[Mutex<Shard>]>,
    hasher: RandomState,
}

#[derive(Default)]
struct Shard {
    scopes: HashMap<Box<[u8]>, Scope, RandomState>,
    /// So many scopes are a reason to look for those that nothing depends on: twice what the last look left, so that each
    /// new scope pays for a constant part of it.
    sweep_at: usize,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), hasher: RandomState::default() }
    }

    /// Acts in a scope, which is made if need be.
    pub(super) fn with<T>(&self, name: &[u8], now: Instant, act: impl FnOnce(&mut Scope) -> T) -> T {
        let mut shard = self.shard(name).lock();
        if let Some(scope) = shard.scopes.get_mut(name) {
            return act(scope);
        }
        if shard.scopes.len() >= shard.sweep_at.max(FEW) {
            shard.sweep(now);
        }
        act(shard.scopes.entry(name.into()).or_insert_with(Scope::new))
    }

    /// Acts in a scope, if it is there: nothing depends on an absent one. One that is idle afterwards is forgotten.
    pub(super) fn with_known<T>(&self, name: &[u8], act: impl FnOnce(&mut Scope) -> T) -> Option<T> {
        let mut shard = self.shard(name).lock();
        let scope = shard.scopes.get_mut(name)?;
        let answer = act(scope);
        if scope.is_idle() {
            scope.retire();
            shard.scopes.remove(name);
        }
        Some(answer)
    }

    pub(super) fn sweep(&self, now: Instant) {
        self.shards.iter().for_each(|shard| shard.lock().sweep(now));
    }

    pub(super) fn count(&self, stats: &mut StoreStats, now: Instant) {
        for shard in &self.shards {
            shard.lock().scopes.values().for_each(|scope| scope.count(stats, now));
        }
    }

    fn shard(&self, name: &[u8]) -> &Mutex<Shard> {
        #[expect(clippy::cast_possible_truncation, reason = "any bits choose a shard")]
        let at = self.hasher.hash_one(name) as usize % SHARDS;
        #[expect(clippy::indexing_slicing, reason = "the remainder of SHARDS")]
        &self.shards[at]
    }
}

impl Shard {
    fn sweep(&mut self, now: Instant) {
        self.scopes.retain(|_, scope| {
            scope.sweep(now);
            let idle = scope.is_idle();
            if idle {
                scope.retire();
            }
            !idle
        });
        self.sweep_at = self.scopes.len() * 2;
    }
}
