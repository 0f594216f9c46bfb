//! What is kept, what is freed, and what is counted.

use postcache_core::EvictionReason;
use postcache_core::store::StoreStats;

use super::{Name, Scope};
use crate::reference::rule::Rule;
use crate::reference::turn::Turn;

impl Scope {
    /// Frees every value that nobody can read any more, and every cell that nothing depends on.
    pub(in crate::reference) fn sweep(&mut self, turn: &mut Turn<'_>) {
        let holds_stay = turn.keeps(Rule::SweepKeepsHolds);
        self.fences.retain(|_, raised| raised.stands(turn.now) && (holds_stay || !raised.is_held()));
        self.leased.retain(|_, leased| leased.leases > 0 && turn.now < leased.until);
        for (name, reason) in self.dead(turn) {
            self.free(&name, reason, turn);
        }
        let values = &self.values;
        let leased = !self.leased.is_empty();
        self.tags.retain(|tag, _| leased || values.values().any(|value| value.stamps.tags.contains_key(tag)));
    }

    pub(in crate::reference) fn is_idle(&self) -> bool {
        self.values.is_empty() && self.leased.is_empty() && self.fences.is_empty()
    }

    /// Evicts until at most `most` entries are left: the dead first, then what was used longest ago.
    pub(in crate::reference) fn evict_down_to(&mut self, most: usize, turn: &mut Turn<'_>) {
        if self.values.len() > most {
            for (name, reason) in self.dead(turn) {
                self.free(&name, reason, turn);
            }
        }
        while self.values.len() > most {
            let Some(oldest) = self.values.iter().min_by_key(|(_, value)| value.used) else { return };
            let oldest = oldest.0.clone();
            self.free(&oldest, EvictionReason::Quota, turn);
        }
    }

    fn dead(&self, turn: &Turn<'_>) -> Vec<(Name, EvictionReason)> {
        let reasons = self.values.iter().filter_map(|(name, value)| Some((name.clone(), self.why_dead(value, turn)?)));
        reasons.collect()
    }

    fn free(&mut self, name: &Name, reason: EvictionReason, turn: &mut Turn<'_>) {
        if let Some(value) = self.values.remove(name) {
            turn.leaves(value, reason);
        }
    }

    pub(in crate::reference) fn count(&self, stats: &mut StoreStats, turn: &Turn<'_>) {
        stats.scopes += 1;
        stats.entries += self.values.len() as u64;
        stats.bytes += self.values.values().map(|value| value.bytes).sum::<u64>();
        stats.dead += self.dead(turn).len() as u64;
        stats.cells += (self.tags.len() + self.leased.len()) as u64;
        for raised in self.fences.values().filter(|raised| raised.stands(turn.now)) {
            stats.cells += raised.cells() as u64;
            if raised.is_held() {
                stats.holds += 1;
                continue;
            }
            stats.fences += 1;
            if stats.oldest_fence.is_none_or(|oldest| oldest < raised.age(turn.now)) {
                stats.oldest_fence = Some(raised.age(turn.now));
                stats.oldest_fence_region = raised.region().map(str::to_owned);
            }
        }
    }
}
