//! What a store met that it should not have.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// How often a store met what it should not have, since it was made. Reads went on as misses each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// A value under the name of another entry: never shown, and a reason to look for who wrote it.
    pub foreign: u64,
    /// A value that this version of the service does not understand, or that is of another scope.
    pub undecodable: u64,
    /// Fences that were gone before their mutation ended: evicted, flushed, or their server restarted.
    pub fences_lost: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    foreign: AtomicU64,
    undecodable: AtomicU64,
    fences_lost: AtomicU64,
}

impl Counters {
    pub(crate) fn foreign(&self, region: &str) {
        self.foreign.fetch_add(1, Relaxed);
        tracing::error!(target: "postcache::redis", region, "a value under the name of another entry was refused");
    }

    pub(crate) fn undecodable(&self, region: &str) {
        self.undecodable.fetch_add(1, Relaxed);
        tracing::warn!(target: "postcache::redis", region, "a value that this version does not understand was refused");
    }

    pub(crate) fn fence_lost(&self) {
        self.fences_lost.fetch_add(1, Relaxed);
        tracing::warn!(target: "postcache::redis", "a fence was gone before its mutation ended");
    }

    pub(crate) fn read(&self) -> Counts {
        Counts {
            foreign: self.foreign.load(Relaxed),
            undecodable: self.undecodable.load(Relaxed),
            fences_lost: self.fences_lost.load(Relaxed),
        }
    }
}
