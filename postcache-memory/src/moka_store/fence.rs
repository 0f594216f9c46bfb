//! A mutation under way, or one whose outcome is unknown.

use std::collections::HashSet;

use postcache_core::Instant;
use postcache_core::store::{Cells, Entry, Tag};

pub(super) struct Raised {
    whole_scope: bool,
    entries: HashSet<Box<[u8]>>,
    tags: HashSet<Tag>,
    pub(super) region: Option<String>,
    pub(super) since: Instant,
    /// Its mutation ended, and nobody knows how: it stands until then.
    pub(super) held_until: Option<Instant>,
    /// What the scope's register said when it began, if nobody else mutated the scope then.
    alone: Option<u64>,
}

impl Raised {
    pub(super) fn new(cells: &Cells, alone: Option<u64>, now: Instant) -> Self {
        Self {
            whole_scope: cells.whole_scope,
            entries: cells.entries.iter().map(|entry| entry.key.entry().into()).collect(),
            tags: cells.tags.iter().cloned().collect(),
            region: cells.entries.first().map(|entry| entry.region.name().to_owned()),
            since: now,
            held_until: None,
            alone,
        }
    }

    /// A live one never ends by itself.
    pub(super) fn stands(&self, now: Instant) -> bool {
        self.held_until.is_none_or(|until| now < until)
    }

    pub(super) fn covers(&self, entry: Entry<'_>) -> bool {
        self.whole_scope
            || self.entries.contains(entry.key.entry())
            || entry.region.tags().iter().any(|tag| self.tags.contains(tag))
    }

    pub(super) fn was_alone(&self, register: u64) -> bool {
        self.held_until.is_none() && self.alone == Some(register)
    }

    pub(super) fn cells(&self) -> u64 {
        (self.entries.len() + self.tags.len()) as u64 + u64::from(self.whole_scope)
    }
}
