//! Fences, and what lowers them.

use super::{Cells, OwnedEntry, Payload, Ticket};
use crate::clock::Millis;

/// How a fence is raised.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FenceTerms {
    /// A fence that is neither renewed nor lowered ends after so long, where a fence can outlive its process.
    pub ttl: Millis,
}

impl FenceTerms {
    /// For wrappers and tests of a store.
    #[must_use]
    pub const fn new(ttl: Millis) -> Self {
        Self { ttl }
    }
}

/// "A mutation is under way" over some cells of one scope.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fence {
    /// What it covers.
    pub cells: Cells,
    /// What the store needs to know it again.
    pub ticket: Ticket,
    /// How often it has to be renewed; `None` where it stands until it is lowered.
    pub renew_every: Option<Millis>,
}

impl Fence {
    /// For backends: a fence over `cells`.
    #[must_use]
    pub const fn new(cells: Cells, ticket: Ticket, renew_every: Option<Millis>) -> Self {
        Self { cells, ticket, renew_every }
    }
}

/// What a mutation leaves behind when it ends with a known outcome.
#[derive(Debug)]
#[non_exhaustive]
pub struct Finish {
    /// Cells that the mutation learnt after its fence was raised, in the same scope.
    pub late: Cells,
    /// Values to store if the mutation was alone in its scope. Each entry is named by the fence or among the late cells.
    pub puts: Vec<Put>,
}

impl Finish {
    /// For wrappers and tests of a store.
    #[must_use]
    pub const fn new(late: Cells, puts: Vec<Put>) -> Self {
        Self { late, puts }
    }
}

/// A value that a mutation wrote.
#[derive(Debug)]
#[non_exhaustive]
pub struct Put {
    /// Where it goes.
    pub entry: OwnedEntry,
    /// The value.
    pub payload: Payload,
}

impl Put {
    /// For wrappers and tests of a store.
    #[must_use]
    pub const fn new(entry: OwnedEntry, payload: Payload) -> Self {
        Self { entry, payload }
    }
}

/// The answer to a finish.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Finished {
    /// What became of each put, in their order.
    pub puts: Vec<PutOutcome>,
}

impl Finished {
    /// For backends: what became of each put.
    #[must_use]
    pub const fn new(puts: Vec<PutOutcome>) -> Self {
        Self { puts }
    }
}

/// What became of a put. All but the first leave the entry invalidated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PutOutcome {
    /// It is in the store.
    Stored,
    /// Another mutation or invalidation met this one in its scope, or the fence was lost.
    Overlapped,
    /// It is larger than its region or the store allows.
    TooLarge,
    /// It does not serialize.
    Unserializable,
}
