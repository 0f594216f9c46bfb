//! A mutation under way, or one whose outcome is unknown.

use std::collections::{HashMap, HashSet};

use postcache_core::store::{Cells, Entry, Tag};
use postcache_core::{Instant, Millis};

use super::scope::Name;
use super::stamp::Stamp;

pub(super) struct Raised {
    whole_scope: bool,
    entries: HashSet<Name>,
    tags: HashSet<Tag>,
    region: Option<String>,
    since: Instant,
    /// `None`: until it is lowered.
    until: Option<Instant>,
    /// Its mutation ended, and nobody knows how.
    held: bool,
    /// The scope's register when it began, if nobody else mutated the scope then.
    alone: Option<Stamp>,
    /// The stamps before it began, which a store that keeps `Rule::PutsMakeNewStamps` never looks at.
    pub(super) before: (Stamp, HashMap<Tag, Stamp>),
}

impl Raised {
    pub(super) fn new(
        cells: &Cells,
        until: Option<Instant>,
        alone: Option<Stamp>,
        before: (Stamp, HashMap<Tag, Stamp>),
        now: Instant,
    ) -> Self {
        Self {
            whole_scope: cells.whole_scope,
            entries: cells.entries.iter().map(|entry| entry.key.entry().into()).collect(),
            tags: cells.tags.iter().cloned().collect(),
            region: cells.entries.first().map(|entry| entry.region.name().to_owned()),
            since: now,
            until,
            held: false,
            alone,
            before,
        }
    }

    pub(super) fn stands(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    pub(super) const fn is_held(&self) -> bool {
        self.held
    }

    pub(super) fn covers(&self, entry: Entry<'_>) -> bool {
        self.whole_scope || self.names(entry) || entry.region.tags().iter().any(|tag| self.tags.contains(tag))
    }

    pub(super) fn names(&self, entry: Entry<'_>) -> bool {
        self.entries.contains(entry.key.entry())
    }

    /// Whether its mutation has met no other one, as long as `register` is what the scope's register says.
    pub(super) fn was_alone(&self, register: Stamp, now: Instant) -> bool {
        self.stands(now) && self.alone == Some(register)
    }

    pub(super) fn extend(&mut self, ttl: Millis, now: Instant) {
        if !self.held {
            self.until = Some(now.after(ttl));
        }
    }

    /// Its mutation ended with an unknown outcome.
    pub(super) fn hold(&mut self, hold: Millis, now: Instant) {
        self.held = true;
        self.alone = None;
        self.until = Some(now.after(hold));
    }

    pub(super) fn cells(&self) -> usize {
        self.entries.len() + self.tags.len() + usize::from(self.whole_scope)
    }

    pub(super) fn age(&self, now: Instant) -> Millis {
        now.saturating_since(self.since)
    }

    pub(super) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }
}
