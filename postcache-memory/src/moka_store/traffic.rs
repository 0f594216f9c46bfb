//! What came in and what left, to be told and dropped when no lock is held: both run the user's code.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed, Ordering::Release};

use moka::notification::RemovalCause;
use parking_lot::Mutex;
use postcache_core::store::Kept;
use postcache_core::{EvictionReason, RegionInfo};

use super::resident::Resident;

#[derive(Default)]
pub(super) struct Traffic {
    entries: AtomicU64,
    bytes: AtomicU64,
    notes: Mutex<Vec<Note>>,
}

enum Note {
    In { region: Arc<RegionInfo>, bytes: u64 },
    Out { region: Arc<RegionInfo>, bytes: u64, reason: EvictionReason, _value: Kept },
    Unstored(#[expect(dead_code, reason = "to be dropped")] Kept),
}

impl Traffic {
    pub(super) fn came_in(&self, resident: &Resident) {
        self.entries.fetch_add(1, Relaxed);
        self.bytes.fetch_add(resident.bytes, Relaxed);
        resident.fellows.fetch_add(1, Relaxed);
        self.notes.lock().push(Note::In { region: Arc::clone(&resident.region), bytes: resident.bytes });
    }

    /// Moka took it out.
    pub(super) fn left(&self, resident: &Resident, cause: RemovalCause) {
        let (value, ended) = {
            let mut value = resident.value.lock();
            (value.kept.take(), value.ended)
        };
        let reason = ended.unwrap_or(match cause {
            RemovalCause::Expired => EvictionReason::Ttl,
            RemovalCause::Explicit => EvictionReason::Invalidated,
            RemovalCause::Replaced => EvictionReason::Replaced,
            RemovalCause::Size => EvictionReason::Capacity,
        });
        let (region, bytes) = (Arc::clone(&resident.region), resident.bytes);
        self.notes.lock().push(Note::Out { region, bytes, reason, _value: value });
        self.entries.fetch_sub(1, Relaxed);
        self.bytes.fetch_sub(bytes, Relaxed);
        // Last: a scope without residents may be forgotten.
        resident.fellows.fetch_sub(1, Release);
    }

    /// A value that is not stored after all.
    pub(super) fn unstored(&self, value: Kept) {
        self.notes.lock().push(Note::Unstored(value));
    }

    pub(super) fn tell(&self) {
        for note in mem::take(&mut *self.notes.lock()) {
            match note {
                Note::In { region, bytes } => region.inserted(bytes),
                Note::Out { region, bytes, reason, .. } => region.evicted(reason, bytes),
                Note::Unstored(_) => {}
            }
        }
    }

    /// How many there are, and what they weigh.
    pub(super) fn residents(&self) -> (u64, u64) {
        (self.entries.load(Relaxed), self.bytes.load(Relaxed))
    }
}
