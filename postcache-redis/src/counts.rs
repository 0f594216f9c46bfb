//! What a store met that it should not have.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use postcache_core::RegionInfo;

/// How often a store met what it should not have, since it was made. Reads went on as misses each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// A value under the name of another entry: never shown, and a reason to look for who wrote it.
    pub foreign: u64,
    /// Bytes that no store with this secret, or with this key of encryption, writes: never decoded, and a reason to look for
    /// who did.
    pub corrupt: u64,
    /// A value that another version of the service wrote: of another schema or codec, encrypted by a key that this one does not
    /// have, or not encrypted where this one encrypts, and the other way round.
    pub other_version: u64,
    /// A value that its region does not understand although it is of its version, or that is of another scope.
    pub undecodable: u64,
    /// Fences that were gone before their mutation ended: evicted, flushed, or their server restarted.
    pub fences_lost: u64,
}

/// Why stored bytes were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Foreign,
    Corrupt,
    OtherVersion,
    Undecodable,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    refused: [AtomicU64; 4],
    fences_lost: AtomicU64,
}

impl Counters {
    pub(crate) fn refused(&self, refusal: Refusal, of: &RegionInfo) {
        let region = of.name();
        of.refused();
        self.of(refusal).fetch_add(1, Relaxed);
        match refusal {
            Refusal::Foreign => {
                tracing::error!(target: "postcache::redis", region, "a value under the name of another entry was refused");
            }
            Refusal::Corrupt => {
                tracing::error!(target: "postcache::redis", region, "bytes that no store with this secret writes were refused");
            }
            Refusal::OtherVersion => {
                tracing::debug!(target: "postcache::redis", region, "a value of another schema, codec or key was refused");
            }
            Refusal::Undecodable => {
                tracing::warn!(target: "postcache::redis", region, "a value that its region does not understand was refused");
            }
        }
    }

    pub(crate) fn fence_lost(&self) {
        self.fences_lost.fetch_add(1, Relaxed);
        tracing::warn!(target: "postcache::redis", "a fence was gone before its mutation ended");
    }

    pub(crate) fn read(&self) -> Counts {
        let count = |refusal| self.of(refusal).load(Relaxed);
        Counts {
            foreign: count(Refusal::Foreign),
            corrupt: count(Refusal::Corrupt),
            other_version: count(Refusal::OtherVersion),
            undecodable: count(Refusal::Undecodable),
            fences_lost: self.fences_lost.load(Relaxed),
        }
    }

    fn of(&self, refusal: Refusal) -> &AtomicU64 {
        let [foreign, corrupt, other_version, undecodable] = &self.refused;
        match refusal {
            Refusal::Foreign => foreign,
            Refusal::Corrupt => corrupt,
            Refusal::OtherVersion => other_version,
            Refusal::Undecodable => undecodable,
        }
    }
}
