//! Where a key belongs, by one hash that nobody outside can predict.

use std::hash::{BuildHasher, Hasher, RandomState};

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;
use postcache_core::store::Tag;
use postcache_core::{ScopeKey, ScopedKey};

/// Keeps the id of a tag from being that of an entry with the same bytes.
const TAGS: u64 = 0x7461_6773_7461_6773;

/// The hash functions of one store, seeded when it is made.
pub(crate) struct Hashes {
    seed: u64,
    shared: SharedSeed,
    shards: usize,
}

/// Where an entry is: its shard, and the hashes by which it and its scope are found there.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) shard: usize,
    pub(crate) scope: u64,
    pub(crate) entry: u64,
}

impl Hashes {
    /// For a power of two of shards.
    pub(crate) fn new(shards: usize) -> Self {
        let random = RandomState::new();
        Self { seed: random.hash_one(1), shared: SharedSeed::from_u64(random.hash_one(2)), shards }
    }

    /// The entry's hash begins with that of its scope, so that no byte is hashed twice.
    #[inline]
    pub(crate) fn place(&self, key: &ScopedKey) -> Place {
        let scope = self.hash(self.seed, key.scope());
        let entry = self.hash(scope, key.entry());
        Place { shard: if key.is_shared() { self.stripe(entry) } else { self.shard(scope) }, scope, entry }
    }

    /// Where an entry of a striped scope is: such a scope has a stripe in each shard.
    #[inline]
    pub(crate) const fn stripe(&self, entry: u64) -> usize {
        self.shard(entry)
    }

    pub(crate) const fn shards(&self) -> usize {
        self.shards
    }

    /// The shard of a scope, and its hash there.
    pub(crate) fn place_scope(&self, scope: &ScopeKey) -> (usize, u64) {
        let hash = self.hash(self.seed, scope.as_bytes());
        (self.shard(hash), hash)
    }

    /// The id of a tag's cell in the scope with this hash.
    pub(crate) fn tag(&self, scope: u64, tag: &Tag) -> u64 {
        self.hash(scope ^ TAGS, tag.as_str().as_bytes())
    }

    /// Other bits than those by which a table finds its bucket.
    #[inline]
    const fn shard(&self, scope: u64) -> usize {
        (scope >> 40) as usize & (self.shards - 1)
    }

    #[inline]
    fn hash(&self, seed: u64, bytes: &[u8]) -> u64 {
        // Rotated by the length, so that what is absent differs from what is zero.
        #[expect(clippy::cast_possible_truncation, reason = "a rotation")]
        let mut hasher = FoldHasher::with_seed(seed.rotate_right(bytes.len() as u32), &self.shared);
        let (front, last) = match bytes.split_last_chunk::<16>() {
            Some((front, last)) => (front, Some(last)),
            None => (bytes, None),
        };
        let (chunks, rest) = front.as_chunks::<16>();
        for chunk in chunks {
            hasher.write_u128(u128::from_ne_bytes(*chunk));
        }
        hasher.write_u128(word(rest));
        if let Some(last) = last {
            hasher.write_u128(u128::from_ne_bytes(*last));
        }
        hasher.finish()
    }
}

/// Fewer than 16 bytes, with zeros for the others.
///
/// By pieces that do not overlap: a hit has just written these bytes, kind by kind and number by number, and a load that
/// spans two writes waits until both are in the processor's cache.
#[inline]
fn word(bytes: &[u8]) -> u128 {
    let (eights, rest) = bytes.as_chunks::<8>();
    let (fours, rest) = rest.as_chunks::<4>();
    let eight = eights.first().map_or(0, |eight| u64::from_ne_bytes(*eight));
    let four = fours.first().map_or(0, |four| u32::from_ne_bytes(*four));
    let few = rest.iter().fold(0_u32, |few, byte| few << 8 | u32::from(*byte));
    u128::from(eight) << 64 | u128::from(four) << 32 | u128::from(few)
}

#[cfg(test)]
mod tests;
