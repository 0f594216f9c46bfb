//! The identity of a scope, borrowed and checked.

use std::fmt;

/// The most parts that one identity is made of: a tenant, an organisation, a project, a user.
const MAX_PARTS: usize = 4;

/// A non-empty, stable identity of a scope: an integer, a UUID, text, or a tuple of two to four of them.
///
/// Borrowed and `Copy`: making one allocates nothing. The same number is the same identity whatever its type, so the
/// `i64` of a row and the `u32` of a session are one user. It is not itself a [`Scope`](crate::Scope): whoever holds only
/// an id says on whose behalf, and why ([`OnBehalfOf`](crate::OnBehalfOf)).
///
/// `Debug` shows no id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ScopeId<'a>(Identity<'a>);

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity<'a> {
    Shared,
    One(Part<'a>),
    /// Unused places hold `Int(0)`, so that equality may compare all of them.
    Several {
        parts: [Part<'a>; MAX_PARTS],
        len: u8,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Int(i128),
    Uuid(u128),
    Text(&'a str),
}

/// Why a value identifies nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidScopeId {
    /// The text is `""`, which every row without an owner would share.
    #[error("a scope id is empty; a signed-in user always has one")]
    Empty,
    /// The text is longer than [`ScopeId::MAX_TEXT`] bytes.
    #[error("a scope id is longer than {} bytes; use the user's id, not a document", ScopeId::MAX_TEXT)]
    TooLong,
    /// The field is `None`.
    #[error("a scope id is missing; an anonymous visitor has no scope of his own")]
    Missing,
    /// A tuple inside a tuple, or the shared scope as a part of one.
    #[error("a scope id is a flat tuple of numbers, UUIDs and texts; do not nest tuples")]
    Nested,
}

impl<'a> ScopeId<'a> {
    /// The longest text that may identify a scope, in bytes.
    pub const MAX_TEXT: usize = 256;

    /// The identity of a number; every width of the same number is the same identity.
    #[must_use]
    #[inline]
    pub fn int(id: impl Into<i128>) -> Self {
        Self(Identity::One(Part::Int(id.into())))
    }

    /// The identity of a UUID, given as its 128 bits.
    #[must_use]
    #[inline]
    pub const fn uuid(id: u128) -> Self {
        Self(Identity::One(Part::Uuid(id)))
    }

    /// The identity of a text of 1 to [`MAX_TEXT`](Self::MAX_TEXT) bytes.
    ///
    /// # Errors
    ///
    /// [`InvalidScopeId::Empty`] and [`InvalidScopeId::TooLong`].
    #[inline]
    pub const fn text(id: &'a str) -> Result<Self, InvalidScopeId> {
        match id.len() {
            0 => Err(InvalidScopeId::Empty),
            1..=Self::MAX_TEXT => Ok(Self(Identity::One(Part::Text(id)))),
            _ => Err(InvalidScopeId::TooLong),
        }
    }

    /// The identity made of several, in their order: `(tenant, user)` and `(user, tenant)` differ.
    ///
    /// # Errors
    ///
    /// [`InvalidScopeId::Nested`] if one of them is a tuple or shared; [`InvalidScopeId::Missing`] for none at all, and
    /// [`InvalidScopeId::TooLong`] for more than four.
    pub fn tuple(ids: &[ScopeId<'a>]) -> Result<Self, InvalidScopeId> {
        let mut parts = [Part::Int(0); MAX_PARTS];
        let Some(places) = parts.get_mut(..ids.len()) else { return Err(InvalidScopeId::TooLong) };
        if ids.is_empty() {
            return Err(InvalidScopeId::Missing);
        }
        for (place, id) in places.iter_mut().zip(ids) {
            let Identity::One(part) = id.0 else { return Err(InvalidScopeId::Nested) };
            *place = part;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most MAX_PARTS, checked above")]
        let len = ids.len() as u8;
        Ok(Self(Identity::Several { parts, len }))
    }

    #[inline]
    pub(crate) const fn shared() -> Self {
        Self(Identity::Shared)
    }

    #[inline]
    pub(crate) const fn identity(&self) -> &Identity<'a> {
        &self.0
    }

    pub(crate) const fn from_identity(identity: Identity<'a>) -> Self {
        Self(identity)
    }
}

impl fmt::Debug for ScopeId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopeId(..)")
    }
}
