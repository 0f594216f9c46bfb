//! From a miss to its fill.

use postcache_core::store::{Filled, Kept, Want};
use postcache_core::{Instant, mutants};

use super::cell::{Cell, Standing};
use super::insert::Incoming;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::names::EntryName;
use crate::slab::At;
use crate::stamp::Stamp;

/// The answer to who asks for a lease.
pub(crate) enum Lent {
    Granted(Stamp),
    Fenced,
    /// The scope has more under way than it may.
    Crowded,
    Found(Kept),
}

impl Shard {
    /// Fixes the stamps of all that the entry depends on.
    pub(crate) fn lease(&mut self, name: &EntryName<'_>, want: Want, until: Instant, visit: &Visit<'_>) -> Lent {
        if let Some(scope) = self.find_scope(name.scope) {
            if self.is_fenced(scope, name, visit.now) && !mutants::on("M26") {
                return Lent::Fenced;
            }
            if want == Want::Any
                && let Some(value) = self.look(name.place.entry, name.key, name.tag_set, visit.now)
            {
                return Lent::Found(value.clone());
            }
        }
        let scope = self.scope_of(name.scope);
        let lent = self.lend(scope, name, until, visit);
        if lent.is_none() {
            self.reclaim_scope(scope, visit.now);
        }
        lent.map_or(Lent::Crowded, Lent::Granted)
    }

    fn lend(&mut self, scope: At<Scope>, name: &EntryName<'_>, until: Instant, visit: &Visit<'_>) -> Option<Stamp> {
        if let Some(at) = self.find_cell(scope, name.place.entry) {
            let may_join = |standing: &Standing| standing.tag_set == name.tag_set && self.is_unchanged(scope, standing);
            if self.cells.get(at)?.standing().is_some_and(may_join) {
                return self.cells.get_mut(at)?.join(until);
            }
            // A cell that outlived what its leases depend on is usable at once.
            self.restamp(at, visit.now);
        }
        let tags = self.link(scope, &name.tags, visit)?;
        let Some(at) = self.cell_of(scope, name.place.entry, visit) else {
            self.unlink(tags, visit.now);
            return None;
        };
        let stamp = self.scopes.get(scope)?.stamp;
        Some(self.cells.get_mut(at)?.lend(stamp, tags, name.tag_set, until))
    }

    /// Stores a value if nothing that it depends on has changed since its lease, or is changing. What is not stored stays
    /// in `incoming`, to be dropped outside the lock.
    pub(crate) fn fill(
        &mut self,
        name: &EntryName<'_>,
        lease: Stamp,
        incoming: &mut Option<Incoming>,
        visit: &mut Visit<'_>,
    ) -> Filled {
        if mutants::on("M28") {
            self.scope_of(name.scope);
        }
        let Some(scope) = self.find_scope(name.scope) else { return Filled::LeaseExpired };
        let is_fenced = self.is_fenced(scope, name, visit.now);
        let filled = match self.find_cell(scope, name.place.entry) {
            _ if is_fenced => Filled::Fenced,
            None if mutants::on("M28") => {
                let tags = self.link(scope, &name.tags, visit).unwrap_or(At::NONE);
                self.insert(scope, name, tags, incoming, visit);
                Filled::Stored
            }
            None => Filled::LeaseExpired,
            Some(at) if !self.stands(scope, at, lease) && !mutants::on("M4") => Filled::Superseded,
            Some(at) => {
                // It fills once: other leases of the same stamps are revoked with it. Its tags go over to the entry.
                let tags = self.cells.get_mut(at).map_or(At::NONE, Cell::restamp);
                self.insert(scope, name, tags, incoming, visit);
                Filled::Stored
            }
        };
        self.release(name, lease, visit.now);
        filled
    }

    /// Takes a lease back.
    pub(crate) fn release(&mut self, name: &EntryName<'_>, lease: Stamp, now: Instant) {
        let Some(at) = self.find_scope(name.scope).and_then(|scope| self.find_cell(scope, name.place.entry)) else {
            return;
        };
        if let Some(tags) = self.cells.get_mut(at).map(|cell| cell.give_back(lease)) {
            self.unlink(tags, now);
            self.reclaim_cell(at, now);
        }
    }

    /// Whether a mutation covers the entry, or did with an unknown outcome.
    pub(super) fn is_fenced(&self, scope: At<Scope>, name: &EntryName<'_>, now: Instant) -> bool {
        let is_cell_fenced = |id: &u64| {
            let cell = self.find_cell(scope, *id).and_then(|at| self.cells.get(at));
            cell.is_some_and(|cell| cell.fencing.stands(now))
        };
        self.scopes.get(scope).is_some_and(|scope| scope.is_fenced(now))
            || is_cell_fenced(&name.place.entry)
            || name.tags.iter().any(is_cell_fenced) && !mutants::on("M3")
    }

    fn stands(&self, scope: At<Scope>, at: At<Cell>, lease: Stamp) -> bool {
        self.cells.get(at).is_some_and(|cell| {
            cell.stamp == lease && cell.standing().is_some_and(|standing| self.is_unchanged(scope, standing))
        })
    }

    /// Whether the scope and the tags have the stamps that a lease found.
    fn is_unchanged(&self, scope: At<Scope>, standing: &Standing) -> bool {
        self.scopes.get(scope).is_some_and(|scope| scope.stamp == standing.scope)
            && self.is_bundle_current(standing.tags)
    }
}
