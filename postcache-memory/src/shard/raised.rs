//! The mutations under way in the scopes of one shard.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use postcache_core::{Instant, RegionInfo};

use super::cell::Cell;
use super::scope::Scope;
use crate::slab::At;
use crate::stamp::Stamp;

/// A mutation under way. What it covers cannot leave before it.
pub(crate) struct Raised {
    pub(crate) scope: At<Scope>,
    pub(crate) cells: Vec<At<Cell>>,
    pub(crate) whole_scope: bool,
    /// What it wrote into the scope's register; `None` if somebody else was mutating the scope then.
    pub(crate) alone: Option<Stamp>,
    pub(crate) since: Instant,
    pub(crate) region: Option<Arc<RegionInfo>>,
    /// It is counted in another shard, which has another stripe of the same scope.
    pub(crate) is_echo: bool,
}

/// All of them, by the word in their ticket: those who began first come first.
pub(crate) struct Mutations {
    live: BTreeMap<u64, Raised>,
    /// When the holds of those with an unknown outcome end.
    holds: BinaryHeap<Reverse<Instant>>,
}

impl Mutations {
    pub(crate) const fn new() -> Self {
        Self { live: BTreeMap::new(), holds: BinaryHeap::new() }
    }

    pub(crate) fn begin(&mut self, word: u64, raised: Raised) {
        self.live.insert(word, raised);
    }

    /// A mutation ends once: asked again, or about one of another store, there is none.
    pub(crate) fn end(&mut self, word: u64) -> Option<Raised> {
        self.live.remove(&word)
    }

    pub(crate) fn hold(&mut self, until: Instant, now: Instant) {
        self.forget_holds(now);
        self.holds.push(Reverse(until));
    }

    /// Forgets holds whose time is over.
    pub(crate) fn forget_holds(&mut self, now: Instant) {
        while self.holds.peek().is_some_and(|Reverse(until)| *until <= now) {
            self.holds.pop();
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.live.values().filter(|raised| !raised.is_echo).count()
    }

    pub(crate) fn holds(&self, now: Instant) -> usize {
        self.holds.iter().filter(|Reverse(until)| *until > now).count()
    }

    pub(crate) fn oldest(&self) -> Option<&Raised> {
        self.live.values().next()
    }
}
