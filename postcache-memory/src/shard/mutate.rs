//! A mutation begins, and what invalidates without one.

use std::sync::Arc;

use postcache_core::{EvictionReason, Instant, RegionInfo, mutants};

use super::fencing::Fencing;
use super::raised::Raised;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::names::CellNames;
use crate::slab::At;
use crate::stamp::Stamp;

impl Shard {
    /// Raises a fence over the cells, and removes what they cover. `word` is what its ticket holds.
    pub(crate) fn begin(
        &mut self,
        word: u64,
        names: &CellNames<'_>,
        region: Option<Arc<RegionInfo>>,
        visit: &mut Visit<'_>,
    ) {
        if mutants::on("M5") {
            return;
        }
        let at = self.scope_of(names.scope);
        let alone = self.scopes.get_mut(at).and_then(|scope| {
            let mutating = scope.mutating();
            // Who changes several stripes cannot know that he met nobody in any of them.
            let alone = !names.scope.is_shared && (!mutating.register.stands(visit.now) || mutants::on("M17"));
            mutating.register.raise();
            mutating.stamp = Stamp::fresh();
            alone.then_some(mutating.stamp)
        });
        let mut raised = Raised {
            scope: at,
            cells: Vec::new(),
            whole_scope: names.whole_scope,
            alone,
            since: visit.now,
            region,
            is_echo: names.is_echo(),
        };
        raised.whole_scope |= !self.raise_cells(names, &mut raised, visit);
        if raised.whole_scope {
            self.restamp_scope(at, visit);
            if let Some(scope) = self.scopes.get_mut(at) {
                scope.mutating().whole.raise();
            }
        }
        self.invalidate_cells(at, names, visit);
        self.mutations.begin(word, raised);
    }

    /// Fences the named cells one by one. False: they would be too many for one scope.
    fn raise_cells(&mut self, names: &CellNames<'_>, raised: &mut Raised, visit: &Visit<'_>) -> bool {
        if !self.has_room_for_fences(raised.scope, names.len(), visit.now) {
            return false;
        }
        let entries = names.entries.iter().map(|(id, _)| id);
        for id in names.tags.iter().chain(entries) {
            let Some(cell) = self.cell_of(raised.scope, *id, visit) else { return false };
            self.fence(cell, visit.now, Fencing::raise);
            raised.cells.push(cell);
        }
        true
    }

    fn has_room_for_fences(&mut self, at: At<Scope>, more: usize, now: Instant) -> bool {
        let has_room = |shard: &Self| shard.scopes.get(at).is_some_and(|scope| scope.has_room_for_fences(more));
        if has_room(self) {
            return true;
        }
        // Under a fence over all of it there is no hurry to look closer.
        if self.scopes.get(at).is_some_and(|scope| scope.is_fenced(now)) {
            return false;
        }
        self.settle_all(at, now);
        has_room(self)
    }

    /// Invalidates the cells.
    pub(crate) fn invalidate(&mut self, names: &CellNames<'_>, visit: &mut Visit<'_>) {
        if let Some(at) = self.find_scope(names.scope) {
            self.touch(at, names, visit);
            self.reclaim_scope(at, visit.now);
        }
    }

    /// The same, in a scope that is there: whoever is mutating it is told.
    pub(super) fn touch(&mut self, at: At<Scope>, names: &CellNames<'_>, visit: &mut Visit<'_>) {
        if let Some(scope) = self.scopes.get_mut(at) {
            scope.tell();
        }
        if names.whole_scope {
            self.restamp_scope(at, visit);
        }
        self.invalidate_cells(at, names, visit);
    }

    /// What is not there needs no new stamp: it is equal to nothing.
    fn invalidate_cells(&mut self, at: At<Scope>, names: &CellNames<'_>, visit: &mut Visit<'_>) {
        for id in &names.tags {
            if let Some(tag) = self.find_cell(at, *id) {
                let users = self.cells.get(tag).map_or(0, |cell| cell.users);
                visit.leaving.killed = visit.leaving.killed.saturating_add(users);
                self.restamp(tag, visit.now);
            }
        }
        for (hash, key) in &names.entries {
            self.invalidate_entry(at, *hash, key, visit);
        }
    }

    /// Revokes the leases on an entry, and frees its value.
    pub(super) fn invalidate_entry(&mut self, at: At<Scope>, hash: u64, key: &[u8], visit: &mut Visit<'_>) {
        if let Some(cell) = self.find_cell(at, hash) {
            self.restamp(cell, visit.now);
        }
        if let Some(entry) = self.find_entry(hash, key) {
            self.free(entry, EvictionReason::Invalidated, visit);
        }
    }

    /// Kills all that depends on the scope, at the cost of one number.
    pub(super) fn restamp_scope(&mut self, at: At<Scope>, visit: &mut Visit<'_>) {
        if let Some(scope) = self.scopes.get_mut(at) {
            scope.stamp = Stamp::fresh();
            visit.leaving.killed = visit.leaving.killed.saturating_add(scope.entries.len());
        }
    }
}
