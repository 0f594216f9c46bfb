//! The right to fill one entry.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::{Kept, OwnedEntry};
use crate::clock::Millis;

/// A store's own memory of a lease or a fence, whatever that is.
#[derive(Clone)]
#[expect(clippy::exhaustive_enums, reason = "a store makes it and takes it apart again")]
pub enum Ticket {
    /// What fits allocates nothing.
    Word(u64),
    /// Anything else.
    Own(Arc<dyn Any + Send + Sync>),
}

impl Ticket {
    /// A ticket that holds `own`.
    pub fn own<T: Any + Send + Sync>(own: T) -> Self {
        Self::Own(Arc::new(own))
    }

    /// What a store put into it, if it is of that type.
    #[must_use]
    pub fn downcast_ref<T: Any>(&self) -> Option<&T> {
        match self {
            Self::Word(_) => None,
            Self::Own(own) => own.downcast_ref(),
        }
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(..)")
    }
}

/// The right to fill one entry, with the stamps of all that it depends on, fixed before the load.
#[derive(Debug)]
#[non_exhaustive]
pub struct Lease {
    /// The entry.
    pub entry: OwnedEntry,
    /// What the store needs to know it again.
    pub ticket: Ticket,
}

impl Lease {
    /// For backends: the right to fill `entry`.
    #[must_use]
    pub const fn new(entry: OwnedEntry, ticket: Ticket) -> Self {
        Self { entry, ticket }
    }
}

/// How a lease is asked for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LeaseTerms {
    /// What the reader wants.
    pub want: Want,
    /// After so long an unused lease may be forgotten.
    pub ttl: Millis,
}

impl LeaseTerms {
    /// For wrappers and tests of a store.
    #[must_use]
    pub const fn new(want: Want, ttl: Millis) -> Self {
        Self { want, ttl }
    }
}

/// What a reader that asks for a lease wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a store must decide about each of them")]
pub enum Want {
    /// A value, whoever loaded it.
    Any,
    /// A value loaded now: one that is there is not an answer. It stays until it is replaced, or is hidden by the lease.
    Fresh,
}

/// The answer to a lease.
#[non_exhaustive]
pub enum Leased {
    /// Load, then fill.
    Granted(Lease),
    /// A mutation is under way or its outcome is unknown: load, and fill nothing.
    Fenced,
    /// Another process loads it: load, and fill nothing.
    Busy,
    /// It was filled meanwhile.
    Hit(Kept),
}

impl fmt::Debug for Leased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Granted(_) => "Granted(..)",
            Self::Fenced => "Fenced",
            Self::Busy => "Busy",
            Self::Hit(_) => "Hit(..)",
        })
    }
}

/// A value on its way into a store.
///
/// Its weight is [`RegionInfo::weigh`](crate::RegionInfo::weigh), its bytes [`RegionInfo::encode`](crate::RegionInfo::encode):
/// both run the user's code, so call them outside every lock. `Debug` shows no value.
#[derive(Clone)]
#[non_exhaustive]
pub struct Payload {
    /// The object, or "not found".
    pub value: Kept,
    /// How long it may be served, jitter already taken off.
    pub ttl: Millis,
}

impl Payload {
    /// A value to be served for `ttl`.
    #[must_use]
    pub const fn new(value: Kept, ttl: Millis) -> Self {
        Self { value, ttl }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload").field("ttl", &self.ttl).finish_non_exhaustive()
    }
}

/// What became of a fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Filled {
    /// It is in the store.
    Stored,
    /// A mutation is under way.
    Fenced,
    /// Something that it depends on changed since the lease.
    Superseded,
    /// The lease was forgotten: its ttl passed, or the store lost it.
    LeaseExpired,
    /// It is larger than its region or the store allows.
    TooLarge,
    /// It does not serialize.
    Unserializable,
}
