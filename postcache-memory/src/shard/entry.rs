//! A value, and what it depends on.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use postcache_core::store::Kept;
use postcache_core::{Instant, TagSet};

use super::cell::{Cell, Link};
use super::queue::Queue;
use super::scope::Scope;
use crate::list::Links;
use crate::regions::RegionAt;
use crate::slab::At;
use crate::stamp::Stamp;
use crate::table::{Hashed, spread};

pub(crate) struct Entry {
    pub(crate) body: Body,
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
    /// That of the region that stored it.
    pub(crate) tag_set: TagSet,
    pub(crate) weight: u32,
    pub(crate) hash: u32,
    pub(crate) queue: Queue,
    pub(crate) recency: Recency,
}

impl Entry {
    /// What an entry costs beside its value and its key: its slot, its place in the index, and three headers of the
    /// allocator and of `Arc`.
    pub(crate) const OVERHEAD: u64 = size_of::<Self>() as u64 + 8 + 16 + 8 + 8;

    #[inline]
    pub(crate) fn is(&self, hash: u32, key: &[u8]) -> bool {
        self.hash == hash && self.body.is_of(key)
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

/// The whole key, behind it the tags with the stamps that the lease found, and last their number: one allocation for all.
pub(crate) struct Body(Box<[u8]>);

impl Body {
    const LINK: usize = 12;

    pub(crate) fn new(key: &[u8], links: &[Link]) -> Self {
        let mut bytes = Vec::with_capacity(key.len() + links.len() * Self::LINK + 1);
        bytes.extend_from_slice(key);
        for link in links {
            bytes.extend_from_slice(&link.tag.to_bytes());
            bytes.extend_from_slice(&link.stamp.to_word().to_ne_bytes());
        }
        #[expect(clippy::cast_possible_truncation, reason = "more links weigh too much to be stored")]
        bytes.push(links.len() as u8);
        Self(bytes.into())
    }

    /// What it weighs beside the key. More links than a byte can count are too much for any store.
    pub(crate) const fn weight(links: usize) -> u64 {
        if links > u8::MAX as usize { u64::MAX } else { (links * Self::LINK + 1) as u64 }
    }

    /// Whether the whole key is `key`.
    #[inline]
    fn is_of(&self, key: &[u8]) -> bool {
        self.0.split_at_checked(key.len()).is_some_and(|(own, behind)| {
            behind.split_last().is_some_and(|(links, rest)| rest.len() == usize::from(*links) * Self::LINK)
                && own == key
        })
    }

    #[inline]
    pub(crate) fn links(&self) -> impl Iterator<Item = Link> {
        self.written_links().chunks_exact(Self::LINK).filter_map(|link| {
            let (tag, stamp) = link.split_first_chunk::<4>()?;
            let stamp = u64::from_ne_bytes(*stamp.first_chunk()?);
            Some(Link { tag: At::<Cell>::from_bytes(*tag), stamp: Stamp::from_word(stamp) })
        })
    }

    #[inline]
    fn written_links(&self) -> &[u8] {
        let links = self.0.split_last().and_then(|(links, rest)| {
            let key = rest.len().checked_sub(usize::from(*links) * Self::LINK)?;
            rest.get(key..)
        });
        links.unwrap_or_default()
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
        self.0.load(Relaxed) & USES > 0
    }

    pub(crate) fn forget_one_use(&mut self) {
        let bits = self.0.get_mut();
        *bits = (*bits & SEEN) | (*bits & USES).saturating_sub(1);
    }

    pub(crate) fn forget_uses(&mut self) {
        *self.0.get_mut() &= SEEN;
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
const _: () = assert!(size_of::<Entry>() <= 96, "a slot is what a million entries pay for");
