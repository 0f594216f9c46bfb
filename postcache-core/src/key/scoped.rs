//! Scope, region and key in one encoding.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::writer::SHARED;
use super::{CacheKey, KeyWriter};
use crate::region::RegionNumber;
use crate::scope::{Identity, InvalidScopeId, Part, Scope, ScopeId};

/// Whose, which region, and which entry of it: the only key that a store accepts, and only a [`Scope`] can make one.
///
/// Encoded once, on the stack for ordinary sizes, and injective: two different keys, scopes or regions never encode alike.
/// The namespace belongs to the store, which was opened with it. `Debug` shows no byte of it.
#[derive(Clone)]
pub struct ScopedKey {
    bytes: KeyWriter,
    scope_end: usize,
}

impl ScopedKey {
    pub(crate) fn new<S, Q>(scope: &S, region: RegionNumber, key: &Q) -> Result<Self, InvalidKey>
    where
        S: Scope + ?Sized,
        Q: CacheKey + ?Sized,
    {
        let mut new = Self::unnamed();
        new.name(scope, region, key)?;
        Ok(new)
    }

    /// Room for a key, which names nothing until [`name`](Self::name) has succeeded.
    #[inline]
    pub(crate) const fn unnamed() -> Self {
        Self { bytes: KeyWriter::new(), scope_end: 0 }
    }

    /// Encodes in place: moving a key costs a hit as much as making it.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "where a crate has several readers it becomes a call, which is a third of a hit"
    )]
    pub(crate) fn name<S, Q>(&mut self, scope: &S, region: RegionNumber, key: &Q) -> Result<(), InvalidKey>
    where
        S: Scope + ?Sized,
        Q: CacheKey + ?Sized,
    {
        let bytes = &mut self.bytes;
        encode_scope(&scope.scope_id()?, bytes);
        self.scope_end = bytes.len();
        bytes.bytes(&region.get().to_be_bytes());
        key.encode(bytes);
        if bytes.overflowed() { Err(InvalidKey::TooLong) } else { Ok(()) }
    }

    /// The scope's part of the encoding.
    #[must_use]
    #[inline]
    pub fn scope(&self) -> &[u8] {
        self.as_bytes().get(..self.scope_end).unwrap_or_default()
    }

    /// The region's number and the key: what tells entries of one scope apart.
    #[must_use]
    #[inline]
    pub fn entry(&self) -> &[u8] {
        self.as_bytes().get(self.scope_end..).unwrap_or_default()
    }

    /// All of it: [`scope`](Self::scope), then [`entry`](Self::entry).
    #[must_use]
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Whose it is, read back from the encoding, so that nothing borrows the caller's scope.
    #[must_use]
    pub fn scope_id(&self) -> ScopeId<'_> {
        decode_scope(self.scope())
    }

    /// Whether it is of the scope of all users alike.
    #[must_use]
    #[inline]
    pub fn is_shared(&self) -> bool {
        // No other scope is encoded in a single byte.
        self.scope_end == 1
    }

    /// The scope alone, owned.
    #[must_use]
    pub fn to_scope_key(&self) -> ScopeKey {
        ScopeKey { bytes: self.scope().into() }
    }
}

impl PartialEq for ScopedKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for ScopedKey {}

impl Hash for ScopedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for ScopedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopedKey(..)")
    }
}

/// A scope, encoded and owned: what a mutation and its cells belong to.
///
/// `Debug` shows no byte of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ScopeKey {
    bytes: Box<[u8]>,
}

impl ScopeKey {
    pub(crate) fn new<S: Scope + ?Sized>(scope: &S) -> Result<Self, InvalidScopeId> {
        let mut bytes = KeyWriter::new();
        encode_scope(&scope.scope_id()?, &mut bytes);
        Ok(Self { bytes: bytes.as_slice().into() })
    }

    /// The encoding; equal to [`ScopedKey::scope`] of every key in this scope.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whose it is.
    #[must_use]
    pub fn id(&self) -> ScopeId<'_> {
        decode_scope(&self.bytes)
    }

    /// Whether it is the scope of all users alike.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        *self.bytes == [SHARED]
    }
}

impl Scope for ScopeKey {
    fn scope_id(&self) -> Result<ScopeId<'_>, InvalidScopeId> {
        Ok(self.id())
    }
}

impl fmt::Debug for ScopeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopeKey(..)")
    }
}

/// Why a call has no key, and so bypasses the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidKey {
    /// The scope identifies nobody.
    #[error(transparent)]
    Scope(#[from] InvalidScopeId),
    /// A component of the key is longer than 4 GiB.
    #[error("a component of a cache key is longer than 4 GiB")]
    TooLong,
}

/// Where the kind of the id is known, what is left of this is a few stores.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "as a call it is a sixth of a hit: the id goes through memory, and is read back too soon"
)]
fn encode_scope(id: &ScopeId<'_>, out: &mut KeyWriter) {
    match id.identity() {
        Identity::One(Part::Int(value)) => out.int(*value),
        Identity::One(Part::Text(text)) => out.text(text),
        other => encode_other(other, out),
    }
}

#[inline(never)]
fn encode_other(identity: &Identity<'_>, out: &mut KeyWriter) {
    match identity {
        Identity::One(part) => encode_part(*part, out),
        Identity::Shared => out.shared(),
        Identity::Several { parts, len } => {
            out.tuple(*len);
            for part in parts.iter().take(usize::from(*len)) {
                encode_part(*part, out);
            }
        }
    }
}

fn encode_part(part: Part<'_>, out: &mut KeyWriter) {
    match part {
        Part::Int(value) => out.int(value),
        Part::Uuid(value) => out.uuid(value),
        Part::Text(text) => out.text(text),
    }
}

/// The inverse of `encode_scope`. Its input was always made by it; for any other bytes the answer is the shared scope,
/// to which no owned row belongs.
fn decode_scope(bytes: &[u8]) -> ScopeId<'_> {
    decode_identity(bytes).unwrap_or_else(ScopeId::shared)
}

fn decode_identity(bytes: &[u8]) -> Option<ScopeId<'_>> {
    const TUPLE: u8 = 8;
    if let Some((part, [])) = decode_part(bytes) {
        return Some(ScopeId::from_identity(Identity::One(part)));
    }
    let (&[TUPLE, len], mut rest) = bytes.split_first_chunk::<2>()? else { return None };
    let mut ids = [ScopeId::shared(); 4];
    let places = ids.get_mut(..usize::from(len))?;
    for place in &mut *places {
        let (part, behind) = decode_part(rest)?;
        *place = ScopeId::from_identity(Identity::One(part));
        rest = behind;
    }
    ScopeId::tuple(places).ok()
}

fn decode_part(bytes: &[u8]) -> Option<(Part<'_>, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    match kind {
        1 => rest.split_first_chunk().map(|(number, rest)| (Part::Int(i128::from_be_bytes(*number)), rest)),
        2 => rest.split_first_chunk().map(|(number, rest)| (Part::Uuid(u128::from_be_bytes(*number)), rest)),
        3 => {
            let (len, rest) = rest.split_first_chunk()?;
            let (text, rest) = rest.split_at_checked(u32::from_be_bytes(*len) as usize)?;
            Some((Part::Text(std::str::from_utf8(text).ok()?), rest))
        }
        _ => None,
    }
}
