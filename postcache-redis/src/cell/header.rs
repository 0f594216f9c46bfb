//! The front of an entry's cell, which a lease and the value that it becomes have in common.

use crate::ids::Id;
use crate::link::Incarnation;
use crate::names::Context;

pub(super) const VERSION: u8 = 1;
/// Where the stamps begin.
const STAMPS: usize = 51;
const ID: usize = size_of::<Id>();
/// Where the birth is: before it, what the client chose.
const BORN: usize = 42;

/// The context, the token and the incarnation in the bytes of a header.
pub(crate) fn identity(header: &[u8]) -> &[u8] {
    header.get(2..BORN).unwrap_or_default()
}

/// What an entry's cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Lease,
    Value,
}

/// The header, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header<'c> {
    pub(crate) state: State,
    pub(crate) context: &'c Context,
    pub(crate) token: &'c Id,
    pub(crate) incarnation: Incarnation,
    /// The server's time when the lease was taken, in microseconds.
    pub(crate) born: u64,
    /// g, then the tags in the order of their names.
    stamps: &'c [u8],
    bytes: &'c [u8],
}

impl<'c> Header<'c> {
    /// The header of a cell, and what is behind it: nothing, if it is a lease.
    pub(crate) fn parse(cell: &'c [u8]) -> Option<(Self, &'c [u8])> {
        let (state, rest) = cell.split_first()?;
        let state = match state {
            b'L' => State::Lease,
            b'V' => State::Value,
            _ => return None,
        };
        let (&[VERSION], rest) = rest.split_first_chunk::<1>()? else { return None };
        let (context, rest) = rest.split_first_chunk()?;
        let (token, rest) = rest.split_first_chunk()?;
        let (incarnation, rest) = rest.split_first_chunk()?;
        let (born, rest) = rest.split_first_chunk()?;
        let (tags, rest) = rest.split_first()?;
        let (stamps, body) = rest.split_at_checked(ID * (1 + usize::from(*tags)))?;
        if state == State::Lease && !body.is_empty() {
            return None;
        }
        let bytes = cell.get(..STAMPS + stamps.len())?;
        let incarnation = Incarnation::from_bytes(*incarnation);
        Some((Self { state, context, token, incarnation, born: u64::from_be_bytes(*born), stamps, bytes }, body))
    }

    /// g, then the tags.
    pub(crate) fn stamps(&self) -> impl ExactSizeIterator<Item = &'c [u8]> {
        self.stamps.chunks_exact(ID)
    }

    /// Whose value it is, of which lease and in which life of the server: what its payload is bound to.
    pub(crate) fn identity(&self) -> &'c [u8] {
        identity(self.bytes)
    }

    /// All of it.
    pub(crate) const fn as_bytes(&self) -> &'c [u8] {
        self.bytes
    }

    /// This lease as the header of the value that it becomes.
    pub(crate) fn filled(&self) -> Vec<u8> {
        self.value(*self.token, self.incarnation, self.born)
    }

    /// The header of a value of the same entry and stamps.
    pub(crate) fn value(&self, token: Id, incarnation: Incarnation, born: u64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes.len());
        bytes.extend([b'V', VERSION]);
        bytes.extend(self.context);
        bytes.extend(token);
        bytes.extend(incarnation.as_bytes());
        bytes.extend(born.to_be_bytes());
        bytes.extend(u8::try_from(self.stamps.len() / ID - 1));
        bytes.extend(self.stamps);
        bytes
    }
}
