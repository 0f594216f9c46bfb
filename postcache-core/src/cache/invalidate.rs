//! Invalidations outside a mutation.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::Cache;
use crate::observe::{InvalidationKind, Operation, Tally};
use crate::store::{Cells, Tag};
use crate::{Error, ErrorKind, InvalidKey, Scope, ScopeKey};

/// How many invalidations there were, and of how many the outcome was unknown.
#[derive(Debug)]
pub(super) struct Counters {
    confirmed: Vec<Tally>,
    queued: Vec<Tally>,
    uncovered: Tally,
    told_unknown_tag: AtomicBool,
}

impl Counters {
    pub(super) fn new() -> Self {
        let tallies = |outcome| {
            let labels = |kind: &InvalidationKind| [("kind", kind.as_str()), ("outcome", outcome)];
            InvalidationKind::ALL
                .iter()
                .map(|kind| Tally::new("postcache_invalidations_total", &labels(kind)))
                .collect()
        };
        Self {
            confirmed: tallies("confirmed"),
            queued: tallies("queued"),
            uncovered: Tally::new("postcache_uncovered_mutations_total", &[]),
            told_unknown_tag: AtomicBool::new(false),
        }
    }
}

impl Cache {
    /// Invalidates every entry of `scope` in regions that have one of `tags`, after a change that did not go through a
    /// [`Mutation`](crate::Mutation).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidKey`]: the scope identifies nobody. [`ErrorKind::Pending`]: the store could not be reached; it
    /// will be repeated until it is confirmed.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, it may not have happened.
    pub async fn invalidate_tags<S, T>(&self, scope: &S, tags: impl IntoIterator<Item = T>) -> Result<(), Error>
    where
        S: Scope + ?Sized,
        T: Into<Tag>,
    {
        let mut cells = Cells::of(ScopeKey::new(scope).map_err(InvalidKey::from)?);
        cells.tags.extend(tags.into_iter().map(Into::into));
        self.invalidate_cells(InvalidationKind::Tags, cells).await
    }

    /// Clears every entry of `scope`, at the same cost for a million as for one.
    ///
    /// # Errors
    ///
    /// As [`invalidate_tags`](Self::invalidate_tags).
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, it may not have happened.
    pub async fn clear_scope<S: Scope + ?Sized>(&self, scope: &S) -> Result<(), Error> {
        let mut cells = Cells::of(ScopeKey::new(scope).map_err(InvalidKey::from)?);
        cells.whole_scope = true;
        self.invalidate_cells(InvalidationKind::Scope, cells).await
    }

    pub(crate) async fn invalidate_cells(&self, kind: InvalidationKind, mut cells: Cells) -> Result<(), Error> {
        self.know_tags(&cells);
        cells.limit();
        if self.send_invalidation(&cells).await.is_ok() {
            self.invalidated(kind, true);
            return Ok(());
        }
        self.invalidated(kind, false);
        self.enqueue(cells);
        Err(Error::new(
            ErrorKind::Pending,
            "the invalidation did not reach the store; it is repeated until it does, and the scope is not used until then",
        ))
    }

    /// Tells once of a tag that no region has: it ends nothing. A region may yet be made, so it is no error. The tag itself is
    /// not told, which may have been made of an id.
    pub(crate) fn know_tags(&self, cells: &Cells) {
        let told = &self.0.invalidations.told_unknown_tag;
        if !cells.tags.is_empty()
            && !told.load(Relaxed)
            && !self.registry().has_tags(&cells.tags)
            && !told.swap(true, Relaxed)
        {
            let known = self.registry().tags().iter().map(Tag::as_str).collect::<Vec<_>>().join(", ");
            tracing::warn!(
                target: "postcache::invalidate", known,
                "a tag was invalidated that no region of this cache has, which ends nothing: is it misspelt, or missing in `.tags(..)`?"
            );
        }
    }

    pub(super) async fn send_invalidation(&self, cells: &Cells) -> Result<(), Error> {
        let limit = self.settings().invalidation_timeout;
        if cells.whole_scope {
            self.timed(Operation::Invalidate, limit, self.store().clear_scope(&cells.scope)).await
        } else {
            self.timed(Operation::Invalidate, limit, self.store().invalidate(cells.clone())).await
        }
    }

    pub(crate) fn invalidated(&self, kind: InvalidationKind, confirmed: bool) {
        let counters = &self.0.invalidations;
        let tallies = if confirmed { &counters.confirmed } else { &counters.queued };
        if let Some(tally) = tallies.get(kind as usize) {
            tally.add(1);
        }
        tracing::debug!(target: "postcache::invalidate", kind = kind.as_str(), confirmed);
    }

    /// A mutation runs whose fence was not confirmed.
    pub(crate) fn uncovered(&self) {
        self.0.invalidations.uncovered.add(1);
    }

    pub(crate) fn uncovered_mutations(&self) -> u64 {
        self.0.invalidations.uncovered.get()
    }
}

impl From<InvalidKey> for Error {
    fn from(invalid: InvalidKey) -> Self {
        Self::with_source(ErrorKind::InvalidKey, "the scope or the key names no entry", invalid)
    }
}
