//! A value, and what it depends on.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use postcache_core::store::Kept;
use postcache_core::{Instant, TagSet};

use super::bundle::Bundle;
use super::own_key::OwnKey;
use super::queue::Queue;
use super::scope::Scope;
use crate::list::Links;
use crate::regions::RegionAt;
use crate::slab::{At, Slab};
use crate::stamp::Stamp;
use crate::table::{Hashed, spread};
use crate::tuning::Trial;

#[repr(align(128))]
pub(crate) struct Entry {
    pub(crate) key: OwnKey,
    pub(crate) value: Kept,
    /// Its scope's, as the lease found it.
    pub(crate) stamp: Stamp,
    pub(crate) expires: Instant,
    /// When it came into its queue, in pushes of the whole store.
    pub(crate) pushed: u64,
    pub(crate) in_queue: Links<Self>,
    pub(crate) in_scope: Links<Self>,
    pub(crate) scope: At<Scope>,
    pub(crate) region: RegionAt,
    pub(crate) tags: At<Bundle>,
    /// That of the region that stored it.
    pub(crate) tag_set: TagSet,
    pub(crate) weight: u32,
    pub(crate) hash: u32,
    pub(crate) queue: Queue,
    pub(crate) trial: Trial,
    pub(crate) recency: Recency,
}

impl Entry {
    /// What an entry costs beside its value and what is beside its slot: that slot, its place in the index, and the headers
    /// of the allocator and of `Arc`.
    pub(crate) const OVERHEAD: u64 = size_of::<Self>() as u64 + 8 + 16 + 8;

    #[inline]
    pub(crate) fn is(&self, hash: u32, key: &[u8]) -> bool {
        self.hash == hash && self.key.is(key)
    }

    /// What an entry remembers of its hash.
    #[inline]
    pub(crate) const fn short(hash: u64) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "both halves are in it")]
        let short = (hash ^ (hash >> 32)) as u32;
        short
    }
}

impl Hashed for Entry {
    fn hash(&self) -> u64 {
        spread(self.hash)
    }
}

/// How an entry was used of late: bits that a hit sets under the read lock, and moves nothing.
pub(crate) struct Recency(AtomicU8);

/// The bit of the scope's second chance; the two below it count uses.
const SEEN: u8 = 4;
const USES: u8 = 3;

impl Recency {
    /// Of an entry that nobody has asked for yet.
    pub(crate) const fn new() -> Self {
        Self(AtomicU8::new(0))
    }

    /// Racing hits may count as one.
    #[inline]
    pub(crate) fn touch(&self) {
        let bits = self.0.load(Relaxed);
        if bits != SEEN | USES {
            self.0.store(SEEN | USES.min((bits & USES) + 1), Relaxed);
        }
    }

    pub(crate) fn is_used(&self) -> bool {
        self.uses() > 0
    }

    /// Up to three.
    pub(crate) fn uses(&self) -> u8 {
        self.0.load(Relaxed) & USES
    }

    /// It stays in the main queue for one of its uses.
    pub(crate) fn passed_by(&mut self) -> Trial {
        let bits = self.0.get_mut();
        *bits = (*bits & SEEN) | (*bits & USES).saturating_sub(1);
        Trial::None
    }

    /// It comes into the main queue for all of its uses.
    pub(crate) fn promoted(&mut self) -> Trial {
        let trial = if self.uses() == 1 { Trial::UsedOnce } else { Trial::None };
        *self.0.get_mut() &= SEEN;
        trial
    }

    /// Whether it was used since this was asked last.
    pub(crate) fn take_second_chance(&mut self) -> bool {
        let bits = self.0.get_mut();
        let seen = *bits & SEEN != 0;
        *bits &= USES;
        seen
    }
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(Slab::<Entry>::SLOT <= 128, "a slot is what a million entries pay for");
