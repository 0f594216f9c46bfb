//! The cells of one scope: what may be filled in it, and under which stamps.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Acquire};

use parking_lot::Mutex;
use postcache_core::Instant;
use postcache_core::store::{Cells, Entry, Filled, Kept, Payload, StoreStats, Tag};

use super::cell::Cell;
use super::fence::Raised;
use super::resident::{Dependency, Resident, Value};
use crate::stamp::Stamp;

pub(super) struct Scope {
    stamp: Cell,
    /// Changes with every mutation and invalidation: who finds it as it was has met nobody.
    register: u64,
    tags: HashMap<Tag, Cell>,
    /// The cells of entries that are leased.
    leased: HashMap<Box<[u8]>, Leased>,
    fences: HashMap<u64, Raised>,
    residents: Arc<AtomicUsize>,
}

struct Leased {
    stamp: u64,
    leases: u32,
    until: Instant,
}

/// The answer to a lease.
pub(super) enum Lent {
    Granted(Seen),
    Fenced,
    Found(Kept),
}

/// All that a load depends on, as it stood when its lease was taken.
pub(super) struct Seen {
    scope: u64,
    /// In the order of the region's tags.
    tags: Box<[u64]>,
    entry: u64,
}

impl Scope {
    pub(super) fn new() -> Self {
        Self {
            stamp: Cell::new(),
            register: fresh(),
            tags: HashMap::new(),
            leased: HashMap::new(),
            fences: HashMap::new(),
            residents: Arc::default(),
        }
    }

    /// Whether a mutation that is under way, or whose outcome is unknown, covers the entry.
    pub(super) fn is_fenced(&self, entry: Entry<'_>, now: Instant) -> bool {
        self.fences.values().any(|raised| raised.stands(now) && raised.covers(entry))
    }

    pub(super) fn lend(&mut self, entry: Entry<'_>, until: Instant) -> Seen {
        let tags = entry.region.tags().iter().map(|tag| self.tags.entry(tag.clone()).or_insert_with(Cell::new).stamp());
        let tags = tags.collect();
        let fresh = || Leased { stamp: fresh(), leases: 0, until };
        let leased = self.leased.entry(entry.key.entry().into()).or_insert_with(fresh);
        leased.leases += 1;
        leased.until = leased.until.max(until);
        Seen { scope: self.stamp.stamp(), tags, entry: leased.stamp }
    }

    pub(super) fn release(&mut self, entry: Entry<'_>, seen: &Seen) {
        if let Some(leased) = self.leased.get_mut(entry.key.entry())
            && leased.stamp == seen.entry
        {
            leased.leases -= 1;
            if leased.leases == 0 {
                self.leased.remove(entry.key.entry());
            }
        }
    }

    /// What becomes of a value that was loaded under `seen`: all of it must be current, and present.
    pub(super) fn admits(&self, entry: Entry<'_>, seen: &Seen, now: Instant) -> Filled {
        if self.is_fenced(entry, now) {
            return Filled::Fenced;
        }
        let Some(leased) = self.leased.get(entry.key.entry()) else { return Filled::Superseded };
        let mut tags = entry.region.tags().iter().zip(&seen.tags);
        let tags_stand = tags.all(|(tag, seen)| self.tags.get(tag).is_some_and(|cell| cell.stamp() == *seen));
        if leased.stamp == seen.entry && self.stamp.stamp() == seen.scope && tags_stand {
            Filled::Stored
        } else {
            Filled::Superseded
        }
    }

    /// A value under the stamps that are current. Every lease of its entry ends: none fills twice, and none over a newer
    /// value.
    pub(super) fn resident(&mut self, entry: Entry<'_>, payload: Payload, bytes: u64, now: Instant) -> Resident {
        self.leased.remove(entry.key.entry());
        let tags = entry.region.tags().iter();
        let tags = tags.map(|tag| Dependency::on(self.tags.entry(tag.clone()).or_insert_with(Cell::new)));
        Resident {
            region: Arc::clone(entry.region),
            bytes,
            ttl: payload.ttl,
            expires: now.after(payload.ttl),
            tags: tags.collect(),
            scope: Dependency::on(&self.stamp),
            fellows: Arc::clone(&self.residents),
            value: Mutex::new(Value { kept: payload.value, ended: None }),
        }
    }

    pub(super) fn begin(&mut self, cells: &Cells, now: Instant) -> u64 {
        let met = self.fences.values().any(|raised| raised.stands(now));
        self.invalidate(cells);
        let id = fresh();
        self.fences.insert(id, Raised::new(cells, (!met).then_some(self.register), now));
        id
    }

    /// Lowers the fence; whether its mutation met no other one.
    pub(super) fn finish(&mut self, id: u64, cells: [&Cells; 2], now: Instant) -> bool {
        let raised = self.fences.remove(&id);
        let alone = raised.is_some_and(|raised| raised.stands(now) && raised.was_alone(self.register));
        for cells in cells {
            self.invalidate(cells);
        }
        alone
    }

    pub(super) fn lapse(&mut self, id: u64, until: Instant) {
        if let Some(raised) = self.fences.get_mut(&id) {
            raised.held_until = Some(until);
        }
    }

    /// Gives what is named new stamps, and tells whoever mutates the scope.
    pub(super) fn invalidate(&mut self, cells: &Cells) {
        self.register = fresh();
        if cells.whole_scope {
            self.stamp.renew();
        }
        for cell in cells.tags.iter().filter_map(|tag| self.tags.get(tag)) {
            cell.renew();
        }
        for entry in &cells.entries {
            self.leased.remove(entry.key.entry());
        }
    }

    /// Forgets what nothing depends on.
    pub(super) fn sweep(&mut self, now: Instant) {
        self.fences.retain(|_, raised| raised.stands(now));
        self.leased.retain(|_, leased| now < leased.until);
        if self.residents.load(Acquire) == 0 && self.leased.is_empty() {
            self.tags.drain().for_each(|(_, cell)| cell.retire());
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.residents.load(Acquire) == 0 && self.leased.is_empty() && self.fences.is_empty()
    }

    pub(super) fn retire(&self) {
        self.stamp.retire();
        self.tags.values().for_each(Cell::retire);
    }

    pub(super) fn count(&self, stats: &mut StoreStats, now: Instant) {
        stats.scopes += 1;
        stats.cells += (self.tags.len() + self.leased.len()) as u64;
        for raised in self.fences.values().filter(|raised| raised.stands(now)) {
            stats.cells += raised.cells();
            if raised.held_until.is_some() {
                stats.holds += 1;
                continue;
            }
            stats.fences += 1;
            let age = now.saturating_since(raised.since);
            if stats.oldest_fence.is_none_or(|oldest| oldest < age) {
                stats.oldest_fence = Some(age);
                stats.oldest_fence_region.clone_from(&raised.region);
            }
        }
    }
}

fn fresh() -> u64 {
    Stamp::fresh().to_word()
}
