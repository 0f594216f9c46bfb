//! What the check saw, as a table.

use std::fmt;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use super::findings::{Found, Stale};
use super::world::World;

/// The counts of one run.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) processes: usize,
    pub(super) requests: usize,
    pub(super) reads: usize,
    pub(super) hits: usize,
    pub(super) queries: usize,
    pub(super) mutations: usize,
    pub(super) met: usize,
    pub(super) cancelled: usize,
    pub(super) attempts: usize,
    pub(super) refused_fills: u64,
    pub(super) found: Found,
    /// Stale answers whose entry was not loaded while the mutation ran that they lack.
    pub(super) not_loaded_beside: usize,
    pub(super) late: bool,
    pub(super) took: Duration,
}

impl Report {
    pub(super) fn of(world: &World, processes: usize, refused_fills: u64, took: Duration) -> Self {
        let (findings, journal) = (world.findings(), world.journal());
        let (mutations, met) = journal.mutations();
        let found = findings.found();
        let loaded_beside = |one: &Stale| journal.loaded_beside(one.user, one.entry, one.missed?);
        let not_loaded_beside = found.stale.iter().filter(|one| loaded_beside(one) == Some(false)).count();
        Self {
            processes,
            requests: findings.requests.load(Relaxed),
            reads: findings.reads.load(Relaxed),
            hits: findings.hits.load(Relaxed),
            queries: findings.queries.load(Relaxed),
            mutations,
            met,
            cancelled: findings.cancelled.load(Relaxed),
            attempts: findings.attempts.load(Relaxed),
            refused_fills,
            not_loaded_beside,
            found,
            late: findings.was_late(),
            took,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a ratio of counts")]
    fn hit_ratio(&self) -> f64 {
        if self.reads == 0 { 0.0 } else { self.hits as f64 / self.reads as f64 }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |name: &str, value: &dyn fmt::Display| writeln!(f, "{name:<38}{value:>10}");
        line("processes", &self.processes)?;
        line("requests", &self.requests)?;
        line("reads", &self.reads)?;
        line("hit ratio", &format_args!("{:.1} %", self.hit_ratio() * 100.0))?;
        line("database queries", &self.queries)?;
        line("queries saved", &self.hits)?;
        line("foreign answers", &self.found.foreign.len())?;
        line("stale answers", &self.found.stale.len())?;
        line("wrong answers", &self.found.wrong.len())?;
        line("failed requests", &self.found.failed.len())?;
        line("attempts on another's post", &self.attempts)?;
        line("cancelled requests", &self.cancelled)?;
        line("mutations", &self.mutations)?;
        line("mutations that met a load in flight", &self.met)?;
        line("loaded values refused by the cache", &self.refused_fills)?;
        write!(f, "{:<38}{:>9.1} s", "time", self.took.as_secs_f64())
    }
}
