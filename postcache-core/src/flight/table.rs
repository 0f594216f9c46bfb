//! Which entries are being loaded.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError};

use tokio::sync::{Semaphore, watch};

use super::outside::LIMIT;
use super::{Follow, Lead, Outside, Phase};
use crate::ScopedKey;
use crate::sync::{Mutex, MutexGuard};

const SHARDS: usize = 16;

/// The flights of this process.
#[derive(Default)]
pub(crate) struct Flights {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
}

type Shard = HashMap<Box<[u8]>, Slot>;

/// What goes on about one entry. It is removed when nothing does.
#[derive(Default)]
struct Slot {
    flight: Option<watch::Receiver<Phase>>,
    outside: Option<Arc<Semaphore>>,
    /// Loads that hold or wait for a place outside a flight.
    outsiders: usize,
}

impl Slot {
    fn is_idle(&self) -> bool {
        self.flight.is_none() && self.outsiders == 0
    }
}

/// What a reader that missed is to do.
pub(crate) enum Join {
    /// Load, for itself and for whoever joins.
    Lead(Lead),
    /// Wait for the one who loads.
    Follow(Follow),
}

impl Flights {
    /// Registers a reader after its own miss.
    pub(crate) fn join(self: &Arc<Self>, key: &ScopedKey) -> Join {
        let mut shard = self.shard(key.as_bytes());
        if let Some(flight) = shard.get(key.as_bytes()).and_then(|slot| slot.flight.as_ref()) {
            return Join::Follow(Follow::new(flight.clone()));
        }
        let (phase, flight) = watch::channel(Phase::Asking);
        shard.entry(key.as_bytes().into()).or_default().flight = Some(flight);
        drop(shard);
        Join::Lead(Lead::new(Arc::clone(self), key.as_bytes().into(), phase))
    }

    /// A place to load outside a flight, which still has to be waited for.
    pub(crate) fn outside(self: &Arc<Self>, key: &ScopedKey) -> Outside {
        let name: Box<[u8]> = key.as_bytes().into();
        let mut shard = self.shard(&name);
        let slot = shard.entry(name.clone()).or_default();
        slot.outsiders += 1;
        let places = Arc::clone(slot.outside.get_or_insert_with(|| Arc::new(Semaphore::new(LIMIT))));
        drop(shard);
        Outside::new(Arc::clone(self), name, places)
    }

    /// Whether nothing is being loaded or filled.
    pub(crate) fn is_empty(&self) -> bool {
        self.shards.iter().all(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).is_empty())
    }

    pub(super) fn ordered(&self, name: &[u8], change: impl FnOnce()) {
        let _shard = self.shard(name);
        change();
    }

    pub(super) fn land(&self, name: Box<[u8]>) {
        self.leave(name, |slot| slot.flight = None);
    }

    pub(super) fn leave_outside(&self, name: Box<[u8]>) {
        self.leave(name, |slot| slot.outsiders -= 1);
    }

    fn leave(&self, name: Box<[u8]>, change: impl FnOnce(&mut Slot)) {
        let mut shard = self.shard(&name);
        if let Entry::Occupied(mut slot) = shard.entry(name) {
            change(slot.get_mut());
            if slot.get().is_idle() {
                slot.remove();
            }
        }
    }

    fn shard(&self, name: &[u8]) -> MutexGuard<'_, Shard> {
        #[expect(clippy::cast_possible_truncation, reason = "any bits choose a shard")]
        let at = self.hasher.hash_one(name) as usize % SHARDS;
        #[expect(clippy::indexing_slicing, reason = "the remainder of SHARDS")]
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
