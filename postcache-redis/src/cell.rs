//! The bytes of cells. Whatever does not read as one is absent.

mod body;
mod cipher;
mod compression;
mod header;
mod protection;
mod seal;

pub(crate) use body::{Body, Payload};
pub(crate) use cipher::Cipher;
pub(crate) use compression::{compress, decompress};
pub(crate) use header::{Header, State, identity};
pub(crate) use protection::{Place, Protection};
pub(crate) use seal::Seal;

use crate::ids::Id;

/// The stamp in a cell of the scope or a tag.
pub(crate) fn stamp(cell: &[u8]) -> Option<&Id> {
    match cell.split_first() {
        Some((b'S', id)) => id.try_into().ok(),
        _ => None,
    }
}

/// Whether a mutation is under way over a cell: whatever follows its first byte.
pub(crate) fn is_fence(cell: &[u8]) -> bool {
    cell.first() == Some(&b'W')
}

#[cfg(test)]
mod tests;
