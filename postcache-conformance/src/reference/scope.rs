//! The cells of one scope, and what depends on them.

mod mutating;
mod reading;
mod resting;

use std::collections::{BTreeMap, HashMap};

use postcache_core::store::{Cells, Entry, Tag};
use postcache_core::{EvictionReason, Instant};

pub(super) use reading::Lent;

use super::fence::Raised;
use super::rule::Rule;
use super::stamp::{Stamp, Stamper, Stamps};
use super::stored::Value;
use super::turn::Turn;

pub(super) type Name = Box<[u8]>;

pub(super) struct Scope {
    stamp: Stamp,
    /// Changes with every mutation and invalidation: who finds it as it was has met nobody.
    register: Stamp,
    tags: HashMap<Tag, Stamp>,
    leased: HashMap<Name, Leased>,
    values: HashMap<Name, Value>,
    fences: BTreeMap<u64, Raised>,
    uses: u64,
}

/// The cell of an entry while somebody may fill it.
struct Leased {
    stamp: Stamp,
    /// What the last lease fixed; `None` once it was revoked.
    lent: Option<Stamps>,
    leases: u32,
    until: Instant,
}

impl Scope {
    pub(super) fn new(stamper: &mut Stamper) -> Self {
        Self {
            stamp: stamper.for_a_new_scope(),
            register: stamper.for_a_new_cell(),
            tags: HashMap::new(),
            leased: HashMap::new(),
            values: HashMap::new(),
            fences: BTreeMap::new(),
            uses: 0,
        }
    }

    /// Whether a mutation that is under way, or whose outcome is unknown, covers the entry.
    fn is_fenced(&self, entry: Entry<'_>, turn: &Turn<'_>) -> bool {
        self.fences.values().any(|raised| raised.stands(turn.now) && raised.covers(entry))
    }

    /// Gives every cell that is named a new stamp. What depends on it is dead from now on, leases included.
    fn touch(&mut self, cells: &Cells, turn: &mut Turn<'_>) {
        if cells.whole_scope {
            self.stamp = turn.stamper.next();
        }
        for tag in &cells.tags {
            if let Some(stamp) = self.tags.get_mut(tag) {
                *stamp = turn.stamper.next();
            }
        }
        for entry in &cells.entries {
            if let Some(leased) = self.leased.get_mut(entry.key.entry()) {
                *leased = Leased { stamp: turn.stamper.next(), lent: None, leases: 0, until: leased.until };
            }
            if let Some(value) = self.values.remove(entry.key.entry()) {
                turn.leaves(value, EvictionReason::Invalidated);
            }
        }
    }

    /// Why a value may not be served any more, if that is so.
    fn why_dead(&self, value: &Value, turn: &Turn<'_>) -> Option<EvictionReason> {
        if turn.now >= value.expires {
            Some(EvictionReason::Ttl)
        } else if value.stamps.scope != self.stamp && turn.keeps(Rule::HitsCompareTheScope) {
            Some(EvictionReason::ScopeCleared)
        } else if !self.has_tags_of(&value.stamps, turn) && turn.keeps(Rule::HitsCompareTags) {
            Some(EvictionReason::Invalidated)
        } else {
            None
        }
    }

    /// Whether every tag has the stamp that it had. One that is absent has none.
    fn has_tags_of(&self, stamps: &Stamps, turn: &Turn<'_>) -> bool {
        let absent_is_equal = !turn.keeps(Rule::AbsentIsNeverEqual);
        stamps.tags.iter().all(|(tag, stamp)| self.tags.get(tag).map_or(absent_is_equal, |now| now == stamp))
    }

    /// What a store does that takes an absent cell for an unchanged one.
    pub(super) fn believe(&mut self, stamps: &Stamps) {
        if self.is_idle() {
            self.stamp = stamps.scope;
        }
    }

    const fn use_once_more(&mut self) -> u64 {
        self.uses += 1;
        self.uses
    }
}
