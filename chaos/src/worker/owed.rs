//! Mutations that returned uncovered: from the moment at which their invalidation is delivered, they count.

use std::sync::{Mutex, MutexGuard, PoisonError};

use postcache::store::Cells;

use super::about::include;

#[derive(Debug, Default)]
pub(super) struct Owed(Mutex<Vec<Debt>>);

#[derive(Debug)]
pub(super) struct Debt {
    pub(super) scope: i64,
    pub(super) needs: Cells,
    pub(super) rows: Vec<(u32, u64)>,
    /// The commit was acknowledged before.
    pub(super) committed: u64,
}

impl Owed {
    pub(super) fn add(&self, debt: Debt) {
        self.debts().push(debt);
    }

    /// An invalidation of `cells` that was sent at `sent` has been confirmed: what it has paid.
    pub(super) fn paid(&self, cells: &Cells, sent: u64) -> Vec<Debt> {
        self.debts().extract_if(.., |debt| debt.committed < sent && include(cells, &debt.needs)).collect()
    }

    fn debts(&self) -> MutexGuard<'_, Vec<Debt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
