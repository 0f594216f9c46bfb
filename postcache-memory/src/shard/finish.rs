//! A mutation ends.

use postcache_core::{Instant, mutants};

use super::insert::Incoming;
use super::raised::Raised;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::names::{CellNames, EntryName};
use crate::slab::At;

/// A value that a mutation wrote. What is not stored stays in it, to be dropped outside the lock.
pub(crate) struct Writing<'n> {
    name: EntryName<'n>,
    pub(crate) incoming: Option<Incoming>,
    /// What it weighs, if it can be stored at all.
    pub(crate) weight: Option<u32>,
}

impl<'n> Writing<'n> {
    pub(crate) fn new(name: EntryName<'n>, incoming: Option<Incoming>) -> Self {
        let weight = incoming.as_ref().map(|incoming| incoming.weight);
        Self { name, incoming, weight }
    }
}

impl Shard {
    /// Ends a mutation with a known outcome: invalidates what its fence covered and what was named late, and stores what it
    /// wrote if it met nobody.
    pub(crate) fn finish(
        &mut self,
        word: u64,
        covered: &CellNames<'_>,
        late: &CellNames<'_>,
        puts: &mut [Writing<'_>],
        visit: &mut Visit<'_>,
    ) {
        let Some(mut raised) = self.mutations.end(word) else {
            if mutants::on("M7") {
                return;
            }
            self.invalidate(covered, visit);
            self.invalidate(late, visit);
            return;
        };
        visit.leaving.region = raised.region.take();
        let at = raised.scope;
        let register = self.scopes.get_mut(at).map(|scope| scope.mutating().stamp);
        let alone = raised.alone.is_some() && raised.alone == register;
        self.lower_cells(&raised, None, visit);
        self.touch(at, late, visit);
        for put in puts {
            self.invalidate_entry(at, put.name.place.entry, put.name.key, visit);
            if alone {
                self.put(at, put, visit);
            }
        }
        self.lower_register(&raised, None, visit.now);
    }

    /// Ends a mutation with an unknown outcome: what its fence covered is held.
    pub(crate) fn lapse(&mut self, word: u64, until: Instant, visit: &mut Visit<'_>) {
        let Some(mut raised) = self.mutations.end(word) else { return };
        visit.leaving.region = raised.region.take();
        if !raised.is_echo {
            self.mutations.hold(until, visit.now);
        }
        self.lower_cells(&raised, Some(until), visit);
        self.lower_register(&raised, Some(until), visit.now);
    }

    fn lower_cells(&mut self, raised: &Raised, hold: Option<Instant>, visit: &mut Visit<'_>) {
        for cell in &raised.cells {
            self.fence(*cell, visit.now, |fencing| fencing.lower(hold));
            self.restamp(*cell, visit.now);
        }
        if raised.whole_scope {
            self.restamp_scope(raised.scope, visit);
            if let Some(scope) = self.scopes.get_mut(raised.scope) {
                scope.mutating().whole.lower(hold);
            }
        }
    }

    /// The last act of a mutation: until then it keeps its scope.
    fn lower_register(&mut self, raised: &Raised, hold: Option<Instant>, now: Instant) {
        if let Some(scope) = self.scopes.get_mut(raised.scope) {
            scope.mutating().register.lower(hold);
        }
        for cell in &raised.cells {
            self.reclaim_cell(*cell, now);
        }
        self.reclaim_scope(raised.scope, now);
    }

    fn put(&mut self, at: At<Scope>, put: &mut Writing<'_>, visit: &mut Visit<'_>) {
        if put.incoming.is_some()
            && !self.is_fenced(at, &put.name, visit.now)
            && let Some(tags) = self.link(at, &put.name.tags, visit)
        {
            self.insert(at, &put.name, tags, &mut put.incoming, visit);
        }
    }
}
