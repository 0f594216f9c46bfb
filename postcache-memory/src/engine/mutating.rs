//! Mutations and invalidations.

use std::sync::Arc;

use postcache_core::store::{Cells, Fence, Finish, Finished, PutOutcome, Ticket};
use postcache_core::{Millis, ScopeKey, Unstorable};

use super::Engine;
use crate::names::{CellNames, EntryName};
use crate::shard::Writing;
use crate::stamp::Stamp;

impl Engine {
    pub(crate) fn begin(&self, cells: Cells) -> Fence {
        let names = CellNames::new(&self.hashes, &cells);
        let region = cells.entries.first().map(|entry| Arc::clone(&entry.region));
        let word = Stamp::fresh().to_word();
        if names.scope.is_shared {
            self.begin_striped(word, &names, region);
        } else {
            self.visit(names.shard, |shard, visit| shard.begin(word, &names, region, visit));
        }
        Fence::new(cells, Ticket::Word(word), None)
    }

    pub(crate) fn finish(&self, fence: &Fence, finish: Finish) -> Finished {
        // No other store's ticket is a word that was ever given out here.
        let word = if let Ticket::Word(word) = fence.ticket { word } else { 0 };
        if fence.cells.scope.is_shared() {
            return self.finish_striped(word, &fence.cells, finish);
        }
        let Finish { late, puts, .. } = finish;
        let covered = CellNames::new(&self.hashes, &fence.cells);
        let late = CellNames::new(&self.hashes, &late);
        let (entries, payloads): (Vec<_>, Vec<_>) = puts.into_iter().map(|put| (put.entry, put.payload)).unzip();
        let mut outcomes = Vec::with_capacity(entries.len());
        let mut writing = Vec::with_capacity(entries.len());
        for (entry, payload) in entries.iter().zip(payloads) {
            let name = EntryName::new(&self.hashes, entry.as_entry());
            let weighed = self.weigh(&name, &entry.region, payload);
            outcomes.push(match &weighed {
                Ok(_) => PutOutcome::Overlapped,
                Err(Unstorable::TooLarge) => PutOutcome::TooLarge,
                Err(_) => PutOutcome::Unserializable,
            });
            writing.push(Writing::new(name, weighed.ok()));
        }
        self.visit(covered.shard, |shard, visit| shard.finish(word, &covered, &late, &mut writing, visit));
        for ((written, entry), outcome) in writing.into_iter().zip(&entries).zip(&mut outcomes) {
            let Some(weight) = written.weight else { continue };
            if written.incoming.is_none() {
                *outcome = PutOutcome::Stored;
            }
            self.settle(&entry.region, weight, written.incoming);
        }
        Finished::new(outcomes)
    }

    pub(crate) fn lapse(&self, fence: &Fence, hold: Millis) {
        let Ticket::Word(word) = fence.ticket else { return };
        let scope = &fence.cells.scope;
        let (shard, _) = self.hashes.place_scope(scope);
        let shards = if scope.is_shared() { 0..self.hashes.shards() } else { shard..shard + 1 };
        for shard in shards {
            self.visit(shard, |shard, visit| shard.lapse(word, visit.now.after(hold), visit));
        }
    }

    pub(crate) fn invalidate(&self, cells: &Cells) {
        self.invalidate_names(&CellNames::new(&self.hashes, cells));
    }

    pub(crate) fn clear_scope(&self, scope: &ScopeKey) {
        self.invalidate_names(&CellNames::of_scope(&self.hashes, scope));
    }

    fn invalidate_names(&self, names: &CellNames<'_>) {
        if names.scope.is_shared {
            self.invalidate_striped(names);
        } else {
            self.visit(names.shard, |shard, visit| shard.invalidate(names, visit));
        }
    }
}
