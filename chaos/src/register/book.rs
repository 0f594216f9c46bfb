//! The rows, their floors, and what was counted.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::history::History;
use crate::clock;
use crate::terms::{COMMIT_TIMEOUT, FENCE_TTL, micros};
use crate::wire::{Commit, Counts, Floors, Kind, ROWS, Report, SCOPES, Violation, Who};

/// So many violations are shown with their history.
const SHOWN: usize = 5;
/// A fence's deadline is in whole milliseconds.
const TRUNCATED: u64 = 2_000;

#[derive(Debug)]
pub(super) struct Book(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    scopes: Vec<Vec<Row>>,
    losses: u64,
    /// When the last confirmed call that raised or renewed the fence of a commit on its way was sent.
    fences: HashMap<u64, u64>,
    faults: History,
    counts: Counts,
    violations: BTreeMap<Kind, u64>,
    shown: Vec<Violation>,
}

#[derive(Debug, Default)]
struct Row {
    version: u64,
    acked: u64,
    committed: u64,
    history: History,
}

impl Book {
    pub(super) fn new() -> Self {
        let scopes = (0..SCOPES).map(|_| (0..ROWS).map(|_| Row::default()).collect()).collect();
        Self(Mutex::new(Pages { scopes, ..Pages::default() }))
    }

    pub(super) fn floors(&self, scope: i64) -> Floors {
        let pages = self.pages();
        let rows = || pages.rows(scope).iter();
        Floors {
            acked: rows().map(|row| row.acked).collect(),
            committed: rows().map(|row| row.committed).collect(),
            latest: rows().map(|row| row.version).collect(),
            losses: pages.losses,
        }
    }

    pub(super) fn sample(&self, who: Who, scope: i64, rows: &[u32]) -> Vec<u64> {
        let mut pages = self.pages();
        let mut versions = Vec::with_capacity(rows.len());
        pages.each(scope, rows, |_, row| {
            versions.push(row.version);
            row.history.add(who, &format!("loads version {}", row.version));
        });
        versions
    }

    /// A commit arrived.
    pub(super) fn sent(&self, who: Who, commit: &Commit) {
        let mut pages = self.pages();
        if let Some(sent) = commit.fenced {
            let last = pages.fences.entry(commit.mutation).or_insert(sent);
            *last = sent.max(*last);
        }
        let how = if commit.fenced.is_some() { "under its fence" } else { "without a confirmed fence" };
        pages.each(commit.scope, &commit.rows, |_, row| row.history.add(who, &format!("sends a commit {how}")));
    }

    pub(super) fn renewed(&self, mutation: u64, sent: u64) {
        if let Some(last) = self.pages().fences.get_mut(&mutation) {
            *last = sent.max(*last);
        }
    }

    /// A commit takes effect; `ended`: when its writer was seen to have ended before. The new versions.
    pub(super) fn apply(&self, who: Who, commit: &Commit, ended: Option<Ended>) -> (Vec<(u32, u64)>, u64) {
        let mut pages = self.pages();
        let now = clock::micros();
        let fence = pages.fences.remove(&commit.mutation);
        let stands = fence.is_some_and(|sent| now + TRUNCATED < sent + micros(FENCE_TTL));
        let in_time = ended.is_none_or(|ended| ended.is_soon_enough(now));
        if ended.is_some() {
            pages.counts.add("commits after their writer's end", 1);
        }
        pages.counts.add(if stands && in_time { "commits under a fence" } else { "commits without a fence" }, 1);
        let mut versions = Vec::with_capacity(commit.rows.len());
        pages.each(commit.scope, &commit.rows, |number, row| {
            row.version += 1;
            if stands && in_time {
                row.committed = row.version;
            }
            versions.push((number, row.version));
            let late = if ended.is_some() { ", its writer has ended" } else { "" };
            row.history.add(who, &format!("COMMITS version {}{late}", row.version));
        });
        (versions, pages.losses)
    }

    /// A commit never takes effect.
    pub(super) fn forget(&self, who: Who, commit: &Commit) {
        let mut pages = self.pages();
        pages.fences.remove(&commit.mutation);
        pages.each(commit.scope, &commit.rows, |_, row| row.history.add(who, "commits nothing"));
    }

    pub(super) fn acknowledge(&self, who: Who, scope: i64, rows: &[(u32, u64)]) {
        let mut pages = self.pages();
        for (number, version) in rows {
            pages.each(scope, &[*number], |_, row| {
                row.acked = row.acked.max(*version);
                row.history.add(who, &format!("RETURNED from version {version}"));
            });
        }
    }

    pub(super) fn event(&self, who: Who, scope: i64, rows: &[u32], text: &str) {
        self.pages().each(scope, rows, |_, row| row.history.add(who, text));
    }

    pub(super) fn fault(&self, text: &str, loses: Option<bool>) {
        let mut pages = self.pages();
        pages.faults.add(Who::ORCHESTRATOR, text);
        if loses.is_some_and(|loses| loses != (pages.losses % 2 == 1)) {
            pages.losses += 1;
        }
    }

    pub(super) fn count(&self, counts: &Counts) {
        self.pages().counts.absorb(counts);
    }

    pub(super) fn violation(&self, mut violation: Violation) {
        let mut pages = self.pages();
        *pages.violations.entry(violation.kind).or_default() += 1;
        if pages.shown.len() < SHOWN {
            let row = pages.rows(violation.scope).get(violation.row as usize);
            violation.history = row.map(|row| row.history.merged(&pages.faults)).unwrap_or_default();
            pages.shown.push(violation);
        }
    }

    pub(super) fn report(&self) -> Report {
        let pages = self.pages();
        Report {
            counts: pages.counts.clone(),
            violations: pages.violations.iter().map(|(kind, count)| (*kind, *count)).collect(),
            shown: pages.shown.clone(),
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn rows(&self, scope: i64) -> &[Row] {
        let scope = usize::try_from(scope).ok().and_then(|scope| self.scopes.get(scope));
        scope.map(Vec::as_slice).unwrap_or_default()
    }

    fn each(&mut self, scope: i64, rows: &[u32], mut see: impl FnMut(u32, &mut Row)) {
        let Some(scope) = usize::try_from(scope).ok().and_then(|scope| self.scopes.get_mut(scope)) else { return };
        for number in rows {
            if let Some(row) = scope.get_mut(*number as usize) {
                see(*number, row);
            }
        }
    }
}

/// The end of a writer whose commit was still on its way, and when that was to take effect.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub(super) seen: u64,
    pub(super) due: u64,
}

impl Ended {
    /// What the database itself must keep for the promise to hold: nothing after the commit timeout. Where this process was
    /// starved it may have seen the end too late to know.
    fn is_soon_enough(self, now: u64) -> bool {
        const STARVED: u64 = 100_000;
        now < self.due + STARVED && now + STARVED < self.seen + micros(COMMIT_TIMEOUT)
    }
}

#[cfg(test)]
mod tests;
