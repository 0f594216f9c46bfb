//! Frees what is dead: looked for by a reader, a few slots at a time, and taken out a little at a time.

use postcache_core::{Instant, mutants};

use super::cell::Cell;
use super::entry::Entry;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::slab::At;

/// So many slots are looked at at once.
pub(crate) const SLICE: usize = 64;

/// So many suspects are taken out under one hold of the lock: a reader who comes in between waits about as long as it takes
/// him to read.
const HOLD: usize = 2;

/// Where a sweep of one shard goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    row: Row,
    from: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Entries,
    Cells,
    Scopes,
}

impl Cursor {
    pub(crate) const START: Self = Self { row: Row::Entries, from: 0 };

    const fn further(self) -> Self {
        Self { from: self.from + SLICE, ..self }
    }

    /// The next row; what frees entries may leave cells that nobody needs, and they a scope.
    const fn next_row(self) -> Option<Self> {
        match self.row {
            Row::Entries => Some(Self { row: Row::Cells, from: 0 }),
            Row::Cells => Some(Self { row: Row::Scopes, from: 0 }),
            Row::Scopes => None,
        }
    }
}

/// What seemed to be over when a reader passed by.
pub(crate) enum Suspect {
    Entry(At<Entry>),
    Cell(At<Cell>),
    Scope(At<Scope>),
    Holds,
}

impl Shard {
    /// What may be dead in one slice, and where to go on; nowhere behind the last one.
    pub(crate) fn suspects(&self, cursor: Cursor, now: Instant) -> (Vec<Suspect>, Option<Cursor>) {
        let found = match cursor.row {
            Row::Entries => self.dead_entries(cursor.from, now),
            Row::Cells => self.settled_cells(cursor.from, now),
            Row::Scopes => self.idle_scopes(cursor.from),
        };
        match found {
            Some(suspects) => (suspects, Some(cursor.further())),
            None => (Vec::new(), cursor.next_row()),
        }
    }

    /// Frees a few of them, the last ones first, if they are dead indeed.
    pub(crate) fn free_suspects(&mut self, suspects: &mut Vec<Suspect>, visit: &mut Visit<'_>) {
        let kept = suspects.len().saturating_sub(HOLD);
        for suspect in suspects.drain(kept..) {
            match suspect {
                Suspect::Entry(at) => drop(self.free_if_dead(Some(at), visit)),
                Suspect::Cell(at) => self.settle_or_reclaim(at, visit.now),
                Suspect::Scope(at) => self.reclaim_scope(at, visit.now),
                Suspect::Holds => self.mutations.forget_holds(visit.now),
            }
        }
    }

    fn dead_entries(&self, from: usize, now: Instant) -> Option<Vec<Suspect>> {
        let dead = self.entries.slice(from, SLICE)?.filter(|(_, entry)| self.death(entry, now).is_some());
        Some(dead.map(|(at, _)| Suspect::Entry(at)).collect())
    }

    fn settled_cells(&self, from: usize, now: Instant) -> Option<Vec<Suspect>> {
        let is_over = |cell: &Cell| !cell.fencing.stands(now) && (cell.fencing.is_marked() || cell.is_idle(now));
        let over = self.cells.slice(from, SLICE)?.filter(|(_, cell)| is_over(cell) || mutants::on("M27"));
        Some(over.map(|(at, _)| Suspect::Cell(at)).collect())
    }

    fn idle_scopes(&self, from: usize) -> Option<Vec<Suspect>> {
        let slice = self.scopes.slice(from, SLICE)?;
        let idle = slice.filter(|(_, scope)| scope.may_be_idle()).map(|(at, _)| Suspect::Scope(at));
        Some((from == 0).then_some(Suspect::Holds).into_iter().chain(idle).collect())
    }

    fn settle_or_reclaim(&mut self, at: At<Cell>, now: Instant) {
        if mutants::on("M27") {
            self.forget_cell(at, now);
        }
        if self.cells.get(at).is_some_and(|cell| !cell.fencing.stands(now)) {
            self.settle(at, now);
            self.reclaim_cell(at, now);
        }
    }
}
