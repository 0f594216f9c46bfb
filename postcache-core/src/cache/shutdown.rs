//! The end of a process that has used a cache.

use std::time::Duration;

use super::Cache;
use crate::clock::Millis;
use crate::store::{Cells, Tag};

/// Between two looks at what is still under way.
const FIRST_PAUSE: u64 = 1;
const LONGEST_PAUSE: u64 = 100;

/// What [`Cache::shutdown`] did not get done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "what was not delivered stays stale in other processes until its ttl"]
pub struct Shutdown {
    /// Invalidations that have not reached the store, one for each scope: other processes may read what they name for as
    /// long as it lives.
    pub undelivered: Vec<Undelivered>,
    /// Loads and fills were still under way.
    pub interrupted: bool,
}

impl Shutdown {
    /// Whether all was done.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.undelivered.is_empty() && !self.interrupted
    }
}

/// What of one scope was not invalidated. It does not say which scope: an id is no log's business.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undelivered {
    /// The region of each single entry.
    pub entries: Vec<String>,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Every entry of the scope.
    pub whole_scope: bool,
}

impl From<Cells> for Undelivered {
    fn from(cells: Cells) -> Self {
        let entries = cells.entries.iter().map(|entry| entry.region.name().to_owned()).collect();
        Self { entries, tags: cells.tags, whole_scope: cells.whole_scope }
    }
}

impl Cache {
    /// Waits until the invalidations that had not reached the store have, and loads and fills are over, for at most `limit`;
    /// then ends the store's connections. Call it after the last request.
    ///
    /// What could not be delivered is lost with the process: it is returned, and logged as an error with its regions. A store
    /// that was shut down is one that is away: reads that come later go to their loaders.
    ///
    /// # Cancel safety
    ///
    /// Dropped, what was done is done; the store goes on.
    pub async fn shutdown(&self, limit: Duration) -> Shutdown {
        let limit = Millis::saturating(limit);
        let deadline = self.clock().now().after(limit);
        let ended = self.clock().until(deadline, self.ended()).await.is_some();
        let undelivered: Vec<Undelivered> = self.quarantine().undelivered().into_iter().map(Into::into).collect();
        for lost in &undelivered {
            tracing::error!(
                target: "postcache::invalidate",
                entries = ?lost.entries, tags = lost.tags.len(), whole_scope = lost.whole_scope,
                "an invalidation did not reach the store before the process ended"
            );
        }
        self.store().shutdown(deadline.saturating_since(self.clock().now())).await;
        Shutdown { interrupted: !ended && !self.flights().is_empty(), undelivered }
    }

    async fn ended(&self) {
        let mut pause = FIRST_PAUSE;
        while !self.drain_once().await || !self.flights().is_empty() {
            self.clock().sleep_until(self.clock().now().after(Millis::new(pause))).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
