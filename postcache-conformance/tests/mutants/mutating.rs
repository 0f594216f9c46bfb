//! Bugs in fences, holds and puts.

use std::sync::Mutex;

use async_trait::async_trait;
use postcache_conformance::{ReferenceBuilder, ReferenceStore};
use postcache_core::store::{Cells, Entry, Fence, FenceTerms, Finish, Finished, OwnedEntry, Put, PutOutcome, Ticket};
use postcache_core::{Cache, CacheStore, Error, ManualClock, Millis, ScopeKey};

use crate::bug::Bug;
use crate::dropping::now;

/// The fences that were raised and not lowered.
#[derive(Debug, Default)]
struct Raised(Mutex<Vec<Fence>>);

impl Raised {
    fn add(&self, fence: &Fence) {
        self.0.lock().unwrap().push(fence.clone());
    }

    /// Takes a fence out; whether it was there.
    fn take(&self, fence: &Fence) -> bool {
        let mut raised = self.0.lock().unwrap();
        let before = raised.len();
        raised.retain(|known| word(known) != word(fence));
        raised.len() < before
    }

    /// Takes all of a scope out.
    fn take_all_of(&self, scope: &ScopeKey) -> Vec<Fence> {
        self.0.lock().unwrap().extract_if(.., |fence| fence.cells.scope == *scope).collect()
    }
}

fn word(fence: &Fence) -> u64 {
    let Ticket::Word(word) = fence.ticket else { unreachable!("the reference store's fences are numbers") };
    word
}

fn without_puts(scope: &ScopeKey) -> Finish {
    Finish::new(Cells::of(scope.clone()), Vec::new())
}

/// M5: the invalidation after the commit is all there is.
#[derive(Debug, Default)]
pub(crate) struct BeginRaisesNothing;

#[async_trait]
impl Bug for BeginRaisesNothing {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let empty = store.begin(Cells::of(cells.scope.clone()), terms).await?;
        Ok(Fence::new(cells, empty.ticket, empty.renew_every))
    }

    fn lapse(&self, store: &ReferenceStore, fence: &Fence, hold: Millis) {
        store.lapse(&Fence::new(Cells::of(fence.cells.scope.clone()), fence.ticket.clone(), fence.renew_every), hold);
    }
}

/// Whatever a mutation names, its whole scope is fenced.
#[derive(Debug, Default)]
pub(crate) struct FencesTooMuch;

#[async_trait]
impl Bug for FencesTooMuch {
    async fn begin(&self, store: &ReferenceStore, mut cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        cells.whole_scope = true;
        store.begin(cells, terms).await
    }
}

/// Whatever an invalidation names, its whole scope is cleared.
#[derive(Debug, Default)]
pub(crate) struct InvalidatesTooMuch;

#[async_trait]
impl Bug for InvalidatesTooMuch {
    async fn invalidate(&self, store: &ReferenceStore, mut cells: Cells) -> Result<(), Error> {
        cells.whole_scope = true;
        store.invalidate(cells).await
    }
}

/// M6: an invalidation deletes what it finds, fences included.
#[derive(Debug, Default)]
pub(crate) struct InvalidateLiftsFences(Raised);

#[async_trait]
impl Bug for InvalidateLiftsFences {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let fence = store.begin(cells, terms).await?;
        self.0.add(&fence);
        Ok(fence)
    }

    async fn invalidate(&self, store: &ReferenceStore, cells: Cells) -> Result<(), Error> {
        for fence in self.0.take_all_of(&cells.scope) {
            store.finish(&fence, without_puts(&cells.scope)).await?;
        }
        store.invalidate(cells).await
    }
}

/// M6b: the first to finish lowers all.
#[derive(Debug, Default)]
pub(crate) struct FinishLowersOthersFences(Raised);

#[async_trait]
impl Bug for FinishLowersOthersFences {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let fence = store.begin(cells, terms).await?;
        self.0.add(&fence);
        Ok(fence)
    }

    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        self.0.take(fence);
        for other in self.0.take_all_of(&fence.cells.scope) {
            store.finish(&other, without_puts(&fence.cells.scope)).await?;
        }
        store.finish(fence, finish).await
    }
}

/// M7: where its fence is missing, a finish does nothing.
#[derive(Debug, Default)]
pub(crate) struct FinishSkipsWhatLostItsFence(Raised);

#[async_trait]
impl Bug for FinishSkipsWhatLostItsFence {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let fence = store.begin(cells, terms).await?;
        self.0.add(&fence);
        Ok(fence)
    }

    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        if self.0.take(fence) {
            return store.finish(fence, finish).await;
        }
        Ok(Finished::new(finish.puts.iter().map(|_| PutOutcome::Overlapped).collect()))
    }
}

/// M7, of the late cells: where it never raised a fence, a finish does nothing.
#[derive(Debug, Default)]
pub(crate) struct FinishForgetsLateCells;

#[async_trait]
impl Bug for FinishForgetsLateCells {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        store.finish(fence, Finish::new(Cells::of(fence.cells.scope.clone()), finish.puts)).await
    }
}

/// Its fences come down by themselves, or not at all.
#[derive(Debug, Default)]
pub(crate) struct FinishLeavesItsFence;

#[async_trait]
impl Bug for FinishLeavesItsFence {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        store.invalidate(fence.cells.clone()).await?;
        store.invalidate(finish.late).await?;
        Ok(Finished::new(finish.puts.iter().map(|_| PutOutcome::Overlapped).collect()))
    }
}

/// A cell that is named twice has two fences, of which one is lowered.
#[derive(Debug, Default)]
pub(crate) struct CountsRepeatedCells;

#[async_trait]
impl Bug for CountsRepeatedCells {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let mut repeated = Cells::of(cells.scope.clone());
        let again = |at: usize| cells.entries[..at].iter().any(|entry| entry.key == cells.entries[at].key);
        repeated.entries.extend((0..cells.entries.len()).filter(|at| again(*at)).map(|at| cells.entries[at].clone()));
        if !repeated.is_empty() {
            store.begin(repeated, terms).await?;
        }
        store.begin(cells, terms).await
    }
}

/// M12: a dropped guard finishes.
#[derive(Debug, Default)]
pub(crate) struct LapseHoldsNothing;

impl Bug for LapseHoldsNothing {
    fn lapse(&self, store: &ReferenceStore, fence: &Fence, _: Millis) {
        now(store.finish(fence, without_puts(&fence.cells.scope))).unwrap();
    }
}

/// M25: it holds for a millisecond.
#[derive(Debug, Default)]
pub(crate) struct HoldsForAMillisecond;

impl Bug for HoldsForAMillisecond {
    fn lapse(&self, store: &ReferenceStore, fence: &Fence, _: Millis) {
        store.lapse(fence, Millis::new(1));
    }
}

/// A mutation that was cancelled blocks its entries until the process ends.
#[derive(Debug, Default)]
pub(crate) struct HoldsForEver;

impl Bug for HoldsForEver {
    fn lapse(&self, store: &ReferenceStore, fence: &Fence, _: Millis) {
        store.lapse(fence, Millis::MAX);
    }
}

/// M19: a put is not bound to the fence of its own `begin`, so it can be repeated.
#[derive(Debug, Default)]
pub(crate) struct PutsAgain(Raised);

#[async_trait]
impl Bug for PutsAgain {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        if self.0.take(fence) && !finish.puts.is_empty() {
            let anew = store.begin(fence.cells.clone(), FenceTerms::new(Millis::MAX)).await?;
            return store.finish(&anew, finish).await;
        }
        let finished = store.finish(fence, finish).await?;
        if finished.puts.contains(&PutOutcome::Stored) {
            self.0.add(fence);
        }
        Ok(finished)
    }
}

/// Write-through is not implemented.
#[derive(Debug, Default)]
pub(crate) struct NeverPuts;

#[async_trait]
impl Bug for NeverPuts {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        store.finish(fence, Finish::new(finish.late, Vec::new())).await?;
        Ok(Finished::new(finish.puts.iter().map(|_| PutOutcome::Overlapped).collect()))
    }
}

/// The mutations of all scopes are told of each other.
#[derive(Debug, Default)]
pub(crate) struct OneRegisterForAllScopes(Raised);

#[async_trait]
impl Bug for OneRegisterForAllScopes {
    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let fence = store.begin(cells, terms).await?;
        self.0.add(&fence);
        Ok(fence)
    }

    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        self.0.take(fence);
        let alone = self.0.0.lock().unwrap().iter().all(|other| other.cells.scope == fence.cells.scope);
        if alone { store.finish(fence, finish).await } else { NeverPuts.finish(store, fence, finish).await }
    }

    fn lapse(&self, store: &ReferenceStore, fence: &Fence, hold: Millis) {
        self.0.take(fence);
        store.lapse(fence, hold);
    }
}

/// A put is stored without the stamps of its tags.
#[derive(Debug, Default)]
pub(crate) struct PutsForgetTheirTags;

#[async_trait]
impl Bug for PutsForgetTheirTags {
    async fn finish(&self, store: &ReferenceStore, fence: &Fence, finish: Finish) -> Result<Finished, Error> {
        let cache = Cache::new(ReferenceStore::new(ManualClock::new()));
        let untagged = cache.region::<str, u64>("untagged").unchecked("the region of a mutant").unwrap();
        let region = untagged.entry(&fence.cells.scope, "k").unwrap().region;
        let forget = |put: Put| {
            let tagged = !put.entry.region.tags().is_empty();
            let entry = if tagged { with_region(put.entry.as_entry(), &region) } else { put.entry };
            Put::new(entry, put.payload)
        };
        store.finish(fence, Finish::new(finish.late, finish.puts.into_iter().map(forget).collect())).await
    }
}

fn with_region(entry: Entry<'_>, region: &std::sync::Arc<postcache_core::RegionInfo>) -> OwnedEntry {
    let mut entry = entry.owned();
    entry.region = std::sync::Arc::clone(region);
    entry
}

/// A renewal is lost, every time.
#[derive(Debug, Default)]
pub(crate) struct RenewsNothing;

#[async_trait]
impl Bug for RenewsNothing {
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder.of_bytes()
    }

    async fn renew(&self, _: &ReferenceStore, _: &Fence) -> Result<(), Error> {
        Ok(())
    }
}

/// A writer that died blocks its entries for a month.
#[derive(Debug, Default)]
pub(crate) struct FencesOutliveTheirTtl;

#[async_trait]
impl Bug for FencesOutliveTheirTtl {
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder.of_bytes_answering_late()
    }

    async fn begin(&self, store: &ReferenceStore, cells: Cells, _: FenceTerms) -> Result<Fence, Error> {
        store.begin(cells, FenceTerms::new(Millis::MAX)).await
    }
}

/// Fences end by themselves, and nobody is told to renew them.
#[derive(Debug, Default)]
pub(crate) struct FencesEndUnasked;

#[async_trait]
impl Bug for FencesEndUnasked {
    fn base(builder: ReferenceBuilder) -> ReferenceBuilder {
        builder.of_bytes()
    }

    async fn begin(&self, store: &ReferenceStore, cells: Cells, terms: FenceTerms) -> Result<Fence, Error> {
        let fence = store.begin(cells, terms).await?;
        Ok(Fence::new(fence.cells, fence.ticket, None))
    }
}
