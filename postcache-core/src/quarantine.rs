//! Scopes whose invalidations have not reached the store: not read from and not filled until they have.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::sync::atomic::{Ordering::Acquire, Ordering::Release};

use crate::clock::Instant;
use crate::store::Cells;
use crate::sync::{AtomicUsize, Mutex, MutexGuard};
use crate::{ScopeKey, ScopedKey};

/// More scopes than this quarantine the whole store: the queue must not grow with an outage.
const MAX_SCOPES: usize = 10_000;

#[derive(Debug, Default)]
pub(crate) struct Quarantine {
    /// How many scopes there are; read on every hit, so that the table is looked at only when there is any.
    count: AtomicUsize,
    scopes: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    held: HashMap<Box<[u8]>, Held>,
    /// More scopes came than the table is meant for: until it is empty again, no scope is used.
    overflowed: bool,
    /// Of the last change of any scope: it never repeats, so that an old confirmation of one that left and came again is
    /// none of the new one.
    version: u64,
}

#[derive(Debug)]
struct Held {
    /// What has to be invalidated.
    cells: Cells,
    /// Mutations that run without a fence.
    running: usize,
    /// A commit may still be on its way until then.
    not_before: Instant,
    /// Changes with every change: a confirmation of what was sent before does not count for what came after.
    version: u64,
    /// The version that was confirmed while a mutation still ran: other processes know of it.
    sent: u64,
}

/// What is to be invalidated now.
pub(crate) struct Due {
    pub(crate) cells: Cells,
    version: u64,
}

impl Quarantine {
    /// Whether the scope of `key` must not be used.
    #[inline]
    pub(crate) fn holds(&self, key: &ScopedKey) -> bool {
        self.count.load(Acquire) != 0 && self.holds_scope(key.scope())
    }

    /// The same, of a scope's key.
    #[cold]
    pub(crate) fn holds_scope(&self, scope: &[u8]) -> bool {
        let table = self.table();
        table.overflowed || table.held.contains_key(scope)
    }

    /// How many scopes are quarantined.
    pub(crate) fn len(&self) -> usize {
        self.count.load(Acquire)
    }

    /// How many of them only wait for a commit that may still be on its way: nothing is wrong with the store.
    pub(crate) fn waiting(&self, now: Instant) -> usize {
        self.table().held.values().filter(|held| held.running == 0 && held.not_before > now).count()
    }

    /// A mutation of the scope begins without a fence.
    pub(crate) fn enter(&self, scope: &ScopeKey) {
        self.change(Cells::of(scope.clone()), |held| held.running += 1);
    }

    /// That mutation ended: `cells` are to be invalidated, at `not_before` and no earlier.
    pub(crate) fn leave(&self, cells: Cells, not_before: Instant) {
        self.change(cells, |held| {
            held.running = held.running.saturating_sub(1);
            held.not_before = held.not_before.max(not_before);
        });
    }

    /// An invalidation that has to be repeated, or sent at `not_before` and no earlier.
    pub(crate) fn add(&self, cells: Cells, not_before: Instant) {
        self.change(cells, |held| held.not_before = held.not_before.max(not_before));
    }

    fn change(&self, mut cells: Cells, change: impl FnOnce(&mut Held)) {
        let mut table = self.table();
        let full = table.held.len() >= MAX_SCOPES && !table.held.contains_key(cells.scope.as_bytes());
        if full {
            table.overflowed = true;
        }
        if table.overflowed {
            // No scope is used any more, so it costs nothing to keep the scope's name in place of its cells.
            cells = Cells { whole_scope: true, ..Cells::of(cells.scope) };
        }
        table.version += 1;
        let version = table.version;
        let scope: Box<[u8]> = cells.scope.as_bytes().into();
        let held = table.held.entry(scope).or_insert_with(|| Held {
            cells: Cells::of(cells.scope.clone()),
            running: 0,
            not_before: Instant::default(),
            version: 0,
            sent: 0,
        });
        held.cells.absorb(cells);
        held.version = version;
        change(held);
        self.count.store(table.held.len(), Release);
    }

    /// All that has not been confirmed, what may not be sent yet included.
    pub(crate) fn undelivered(&self) -> Vec<Cells> {
        self.table().held.values().map(|held| held.cells.clone()).collect()
    }

    /// What may be sent at `now`.
    pub(crate) fn due(&self, now: Instant) -> Vec<Due> {
        let table = self.table();
        let is_news = |held: &Held| held.running == 0 || held.sent != held.version && !held.cells.is_empty();
        let ripe = table.held.values().filter(|held| held.not_before <= now && is_news(held));
        ripe.map(|held| Due { cells: held.cells.clone(), version: held.version }).collect()
    }

    /// The store confirmed `due`.
    pub(crate) fn confirmed(&self, due: &Due) {
        let mut table = self.table();
        let scope = due.cells.scope.as_bytes();
        if let Some(held) = table.held.get_mut(scope).filter(|held| held.version == due.version) {
            held.sent = due.version;
            if held.running == 0 {
                table.held.remove(scope);
            }
        }
        if table.held.is_empty() {
            table.overflowed = false;
        }
        self.count.store(table.held.len(), Release);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.scopes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
