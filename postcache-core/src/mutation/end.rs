//! How a mutation ends.

use std::sync::Arc;

use super::{Mutation, State};
use crate::clock::Millis;
use crate::observe::{FillOutcome, InvalidationKind, Operation};
use crate::region::RegionShared;
use crate::store::{Cells, Finish, Put, PutOutcome};

impl Mutation {
    /// The guard keeps the fence, and what was named late, until the store has answered: a dropped future leaves them to
    /// `Drop`.
    pub(super) async fn finish(&mut self, puts: Vec<(Arc<RegionShared>, Put)>) {
        let now = self.cache.clock().now();
        self.strays.drain(..).for_each(|stray| stray.end(Millis::default()));
        let Some(late) = self.late_cells() else {
            self.state = State::Over;
            return;
        };
        match &self.state {
            State::Over => {}
            State::Unfenced { cells } => {
                let mut cells = cells.clone();
                cells.absorb(late);
                self.state = State::Over;
                self.cache.leave_quarantine(cells, now);
                self.cache.invalidated(InvalidationKind::Mutation, false);
                count_puts(puts.iter().map(|(region, _)| region), &[]);
                // Usually the store is back, or was only slow: then the caller's own next read may use the cache again.
                self.cache.drain_now().await;
            }
            State::Fenced { fence, renewal } => {
                let stood_until = renewal.end().await.after(self.cache.settings().fence_ttl);
                let outlived = fence.renew_every.is_some() && stood_until <= now;
                let (regions, mut puts): (Vec<_>, Vec<_>) = puts.into_iter().unzip();
                // Another mutation of the scope runs, or ran, without a fence: the store does not know that they overlap.
                let overlapped = self.cache.quarantine().holds_scope(late.scope.as_bytes());
                if overlapped {
                    puts.clear();
                }
                let limit = self.cache.settings().invalidation_timeout;
                let answer = self.cache.store().finish(fence, Finish::new(late, puts));
                let finished = self.cache.timed(Operation::Finish, limit, answer).await;
                let unconfirmed = finished.is_err().then(|| fence.cells.clone());
                self.state = State::Over;
                self.cache.invalidated(InvalidationKind::Mutation, finished.is_ok());
                match finished {
                    Ok(_) if overlapped => count_puts(&regions, &vec![PutOutcome::Overlapped; regions.len()]),
                    Ok(finished) => count_puts(&regions, &finished.puts),
                    Err(_) => count_puts(&regions, &[]),
                }
                if let Some(mut cells) = unconfirmed {
                    if outlived {
                        // Neither its fence at the commit nor its end is known to have been there.
                        self.cache.uncovered();
                    }
                    self.late_cells().into_iter().for_each(|late| cells.absorb(late));
                    self.cache.enqueue(cells);
                }
            }
        }
    }

    fn late_cells(&self) -> Option<Cells> {
        let mut late = self.late.clone()?;
        late.limit();
        Some(late)
    }
}

impl Drop for Mutation {
    fn drop(&mut self) {
        let hold = self.cache.settings().commit_timeout;
        let until = self.cache.clock().now().after(hold);
        self.strays.drain(..).for_each(|stray| stray.end(hold));
        if let (State::Fenced { fence, .. }, Some(late)) = (&self.state, &mut self.late) {
            late.forget(&fence.cells);
        }
        let late = self.late_cells().filter(|late| !late.is_empty());
        match std::mem::replace(&mut self.state, State::Over) {
            State::Over => {}
            State::Fenced { fence, renewal } => {
                // Before the lapse: a renewal after it would outlive the hold.
                drop(renewal);
                self.cache.store().lapse(&fence, hold);
                tracing::debug!(target: "postcache::mutation", "outcome unknown: its fence is held");
                if let Some(late) = late {
                    // The fence does not cover these.
                    self.cache.enqueue_for(late, until);
                }
            }
            State::Unfenced { mut cells } => {
                if let Some(late) = late {
                    cells.absorb(late);
                }
                self.cache.leave_quarantine(cells, until);
            }
        }
    }
}

/// An outcome that is missing is unknown.
fn count_puts<'r>(regions: impl IntoIterator<Item = &'r Arc<RegionShared>>, outcomes: &[PutOutcome]) {
    for (at, region) in regions.into_iter().enumerate() {
        let outcome = match outcomes.get(at) {
            Some(PutOutcome::Stored) => FillOutcome::Stored,
            Some(PutOutcome::Overlapped) => FillOutcome::Overlapped,
            Some(PutOutcome::TooLarge) => FillOutcome::TooLarge,
            Some(PutOutcome::Unserializable) => FillOutcome::Unserializable,
            None => FillOutcome::Error,
        };
        region.info.telemetry().put(outcome);
        if matches!(outcome, FillOutcome::TooLarge | FillOutcome::Unserializable) {
            region.unstorable(outcome.as_str());
        }
        tracing::debug!(target: "postcache::mutation", region = region.info.name(), put = outcome.as_str());
    }
}
