//! Makes cells, counts who needs them, and forgets them with the last who did.

use postcache_core::Instant;

use super::cell::Cell;
use super::fencing::Fencing;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::list::Links;
use crate::slab::At;

/// How many cells of a full scope are looked at to make room for one more.
const STEPS: usize = 16;

const fn links(cell: &mut Cell) -> &mut Links<Cell> {
    &mut cell.in_scope
}

impl Shard {
    pub(super) fn find_cell(&self, scope: At<Scope>, id: u64) -> Option<At<Cell>> {
        self.cells.find(id, |cell| cell.is(id, scope))
    }

    /// The cell of this id, made if need be. `None`: the scope has as many as it may have, and none that may go. Whoever
    /// made one sees to it that it is needed.
    pub(super) fn cell_of(&mut self, scope: At<Scope>, id: u64, visit: &Visit<'_>) -> Option<At<Cell>> {
        if let Some(at) = self.find_cell(scope, id) {
            return Some(at);
        }
        let full = self.scopes.get(scope)?.cells.len() as usize >= visit.limits.max_cells_per_scope();
        if full && !self.make_room_for_cell(scope, visit.now) {
            return None;
        }
        let at = self.cells.insert(Cell::new(id, scope));
        self.scopes.get_mut(scope)?.cells.push(&mut self.cells, at, links);
        Some(at)
    }

    /// Gives a cell a new stamp; what depended on the old one is dead.
    pub(super) fn restamp(&mut self, at: At<Cell>, now: Instant) {
        if let Some(tags) = self.cells.get_mut(at).map(Cell::restamp) {
            self.unlink(tags, now);
        }
    }

    /// Changes the fences over a cell, and counts it among those of its scope that are fenced or held.
    pub(super) fn fence(&mut self, at: At<Cell>, now: Instant, change: impl FnOnce(&mut Fencing)) {
        let Some(cell) = self.cells.get_mut(at) else { return };
        let was_marked = cell.fencing.is_marked();
        change(&mut cell.fencing);
        let is_marked = !cell.fencing.is_over(now);
        if let (true, Some(scope)) = (was_marked != is_marked, self.scopes.get_mut(cell.scope)) {
            let marked = &mut scope.mutating().marked;
            *marked = if is_marked { *marked + 1 } else { marked.saturating_sub(1) };
        }
    }

    /// Forgets a hold whose time is over.
    pub(super) fn settle(&mut self, at: At<Cell>, now: Instant) {
        self.fence(at, now, |_| ());
    }

    /// Forgets the holds of a scope whose time is over.
    pub(super) fn settle_all(&mut self, scope: At<Scope>, now: Instant) {
        let mut next = self.scopes.get(scope).and_then(|scope| scope.cells.oldest(&mut self.cells, links));
        while let Some(at) = next {
            self.settle(at, now);
            next = self.scopes.get(scope).and_then(|scope| scope.cells.newer(&mut self.cells, at, links));
        }
    }

    /// Forgets a cell that nobody would miss.
    pub(super) fn reclaim_cell(&mut self, at: At<Cell>, now: Instant) {
        if self.cells.get(at).is_some_and(|cell| cell.is_idle(now)) {
            self.forget_cell(at, now);
        }
    }

    /// Forgets a cell that is not fenced. Leases on it will find nothing.
    pub(super) fn forget_cell(&mut self, at: At<Cell>, now: Instant) {
        self.settle(at, now);
        let Some(cell) = self.cells.get_mut(at) else { return };
        let (scope, tags) = (cell.scope, cell.restamp());
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.cells.unlink(&mut self.cells, at, links);
        }
        self.cells.remove(at);
        self.unlink(tags, now);
        self.reclaim_scope(scope, now);
    }

    /// Forgets the oldest lease of the scope. What may not go is not looked at again before all others were.
    fn make_room_for_cell(&mut self, scope: At<Scope>, now: Instant) -> bool {
        for _ in 0..STEPS {
            let Some(of) = self.scopes.get_mut(scope) else { return false };
            let Some(at) = of.cells.oldest(&mut self.cells, links) else { return false };
            if self.cells.get(at).is_some_and(|cell| cell.may_go(now)) {
                self.forget_cell(at, now);
                return true;
            }
            of.cells.renew(&mut self.cells, at, links);
        }
        false
    }
}
