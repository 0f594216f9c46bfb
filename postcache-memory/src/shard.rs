//! The scopes of one shard, with all that they hold: what a lock protects.

mod bundle;
mod cell;
mod cells;
mod entry;
mod evict;
mod fencing;
mod finish;
mod ghost;
mod insert;
mod lease;
mod mutate;
mod own_key;
mod queue;
mod raised;
#[cfg(test)]
mod recount;
mod scope;
mod sweep;
mod tally;

use postcache_core::store::Kept;
use postcache_core::{EvictionReason, Instant, TagSet, mutants};

use bundle::Bundle;
use cell::Cell;
use entry::Entry;
pub(crate) use evict::Used;
pub(crate) use finish::Writing;
pub(crate) use insert::{Incoming, weight};
pub(crate) use lease::Lent;
pub(crate) use queue::Queue;
use queue::Queues;
use raised::Mutations;
use scope::Scope;
pub(crate) use sweep::Cursor;

use crate::leaving::Leaving;
use crate::limits::Limits;
use crate::load::Load;
use crate::names::ScopeName;
use crate::slab::At;
use crate::table::{Hashed as _, Table};
use crate::tuning::Tuning;

/// Never calls the user's code: what leaves is handed to the [`Visit`].
pub(crate) struct Shard {
    entries: Table<Entry>,
    cells: Table<Cell>,
    bundles: Table<Bundle>,
    scopes: Table<Scope>,
    queues: Queues,
    mutations: Mutations,
    /// The scope that is a stripe of one that other shards have too.
    stripe: At<Scope>,
    /// Where pressure looks for a lease to forget.
    hand: usize,
}

/// One operation under the lock.
pub(crate) struct Visit<'v> {
    pub(crate) now: Instant,
    pub(crate) limits: &'v Limits,
    pub(crate) tuning: &'v Tuning,
    /// The number of the next push into a queue.
    pub(crate) sequence: u64,
    pub(crate) leaving: &'v mut Leaving,
}

impl Default for Shard {
    fn default() -> Self {
        Self::new()
    }
}

impl Shard {
    pub(crate) const fn new() -> Self {
        Self {
            entries: Table::new(),
            cells: Table::new(),
            bundles: Table::new(),
            scopes: Table::new(),
            queues: Queues::new(),
            mutations: Mutations::new(),
            stripe: At::NONE,
            hand: 0,
        }
    }

    /// The fresh value of a key for a region with these tags, and a note that it was used. All that a hit does.
    #[inline]
    pub(crate) fn look(&self, hash: u64, key: &[u8], tag_set: TagSet, now: Instant) -> Option<&Kept> {
        let hash = Entry::short(hash);
        let entry = self.entries.find_value(crate::table::spread(hash), |entry| entry.is(hash, key))?;
        if now >= entry.expires || entry.tag_set != tag_set || !self.is_current(entry) {
            return None;
        }
        entry.recency.touch();
        Some(&entry.value)
    }

    /// What counts against the capacity.
    pub(crate) fn load(&self) -> Load {
        let (small, main) = self.queues.shares();
        Load { small, main, state: (self.cells.len() + self.scopes.len()) as u64 }
    }

    /// Changes whenever an oldest entry may have.
    pub(crate) const fn queue_moves(&self) -> u64 {
        self.queues.moves()
    }

    /// When the oldest entry of a queue came into it.
    pub(crate) fn oldest(&self, queue: Queue) -> Option<u64> {
        self.entries.get(self.queues.oldest(queue)?).map(|entry| entry.pushed)
    }

    #[inline]
    fn find_entry(&self, hash: u64, key: &[u8]) -> Option<At<Entry>> {
        let hash = Entry::short(hash);
        self.entries.find(crate::table::spread(hash), |entry| entry.is(hash, key))
    }

    /// Whether all that the entry depends on has the stamps that its lease found. What is absent has none.
    #[inline]
    fn is_current(&self, entry: &Entry) -> bool {
        if mutants::on("M8") {
            return true;
        }
        self.scopes.get(entry.scope).is_some_and(|scope| scope.stamp == entry.stamp)
            && self.is_bundle_current(entry.tags)
    }

    /// Why nobody can read the entry any more, if that is so.
    fn death(&self, entry: &Entry, now: Instant) -> Option<EvictionReason> {
        if now >= entry.expires {
            Some(EvictionReason::Ttl)
        } else if self.is_current(entry) {
            None
        } else if self.scopes.get(entry.scope).is_some_and(|scope| scope.stamp == entry.stamp) {
            Some(EvictionReason::Invalidated)
        } else {
            Some(EvictionReason::ScopeCleared)
        }
    }

    fn find_scope(&self, name: ScopeName) -> Option<At<Scope>> {
        self.scopes.find(name.hash, |scope| scope.hash() == name.hash)
    }

    fn scope_of(&mut self, name: ScopeName) -> At<Scope> {
        if let Some(at) = self.find_scope(name) {
            return at;
        }
        let at = self.scopes.insert(Scope::new(name.hash));
        if name.is_shared {
            self.stripe = at;
        }
        at
    }

    /// Forgets a scope that nobody would miss.
    fn reclaim_scope(&mut self, at: At<Scope>, now: Instant) {
        if self.scopes.get_mut(at).is_some_and(|scope| scope.is_idle(now)) {
            self.scopes.remove(at);
            if at == self.stripe {
                self.stripe = At::NONE;
            }
        }
    }
}
