//! Frees what is dead, a few slots at a time.

use postcache_core::mutants;

use super::{Shard, Visit};

/// So many slots are looked at under one hold of the lock.
pub(crate) const SLICE: usize = 256;

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

impl Shard {
    /// Frees what is dead in one slice; `None` behind the last one.
    pub(crate) fn sweep(&mut self, cursor: Cursor, visit: &mut Visit<'_>) -> Option<Cursor> {
        let is_slice = match cursor.row {
            Row::Entries => self.sweep_entries(cursor.from, visit),
            Row::Cells => self.sweep_cells(cursor.from, visit),
            Row::Scopes => self.sweep_scopes(cursor.from, visit),
        };
        if is_slice { Some(cursor.further()) } else { cursor.next_row() }
    }

    fn sweep_entries(&mut self, from: usize, visit: &mut Visit<'_>) -> bool {
        let Some(slice) = self.entries.slice(from, SLICE) else { return false };
        let dead: Vec<_> = slice.filter_map(|(at, entry)| Some((at, self.death(entry, visit.now)?))).collect();
        for (at, reason) in dead {
            self.free(at, reason, visit);
        }
        true
    }

    fn sweep_cells(&mut self, from: usize, visit: &Visit<'_>) -> bool {
        let Some(slice) = self.cells.slice(from, SLICE) else { return false };
        let drops_holds = mutants::on("M27");
        let settled = slice.filter(|(_, cell)| !cell.fencing.stands(visit.now) || drops_holds);
        let settled: Vec<_> = settled.map(|(at, _)| at).collect();
        for at in settled {
            if drops_holds {
                self.forget_cell(at, visit.now);
            }
            self.settle(at, visit.now);
            self.reclaim_cell(at, visit.now);
        }
        true
    }

    fn sweep_scopes(&mut self, from: usize, visit: &Visit<'_>) -> bool {
        self.mutations.forget_holds(visit.now);
        let Some(slice) = self.scopes.slice(from, SLICE) else { return false };
        let all: Vec<_> = slice.map(|(at, _)| at).collect();
        for at in all {
            self.reclaim_scope(at, visit.now);
        }
        true
    }
}
