//! What a store says about itself.

use super::Concern;
use crate::clock::Millis;

/// A store's counts, as far as this process knows them. Whatever a store does not know stays at its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreStats {
    /// Resident entries, dead ones included.
    pub entries: u64,
    /// Bytes that they weigh: values, keys and overhead.
    pub bytes: u64,
    /// Resident entries that nobody can read any more and that cleanup has not met yet.
    pub dead: u64,
    /// Scopes with a state of their own.
    pub scopes: u64,
    /// Cells with a state of their own: tags, and entries while they are leased or fenced.
    pub cells: u64,
    /// Mutations under way.
    pub fences: u64,
    /// Fences whose mutation ended with an unknown outcome, as far as their time is not over.
    pub holds: u64,
    /// The age of the oldest mutation under way.
    pub oldest_fence: Option<Millis>,
    /// The region in whose mutation the oldest fence stands, if it is known.
    pub oldest_fence_region: Option<String>,
    /// The most entries that it keeps.
    pub max_entries: Option<u64>,
    /// The most bytes that it keeps.
    pub max_bytes: Option<u64>,
    /// How long ago cleanup ran last, and how often it should; `None` where there is none, or where it has not begun.
    pub cleanup: Option<Cleanup>,
    /// Values live in this process alone: mutations by other processes are not seen.
    pub one_process: bool,
    /// What it worries about now.
    pub concerns: Vec<Concern>,
}

/// When cleanup ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cleanup {
    /// Since its last run.
    pub last: Millis,
    /// How often it should run.
    pub interval: Millis,
}

impl Cleanup {
    /// For backends.
    #[must_use]
    pub const fn new(last: Millis, interval: Millis) -> Self {
        Self { last, interval }
    }
}
