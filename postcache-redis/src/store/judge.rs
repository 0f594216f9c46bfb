//! Whether a cell may be used: decided before a byte of its payload is looked at.

use crate::cell::{Header, State, is_fence, stamp};
use crate::link::Incarnation;
use crate::names::Context;
use postcache_core::mutants;

/// What a cell is to a reader.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Judged<'c> {
    /// All that it depends on is unchanged: the header, and the body.
    Usable(Header<'c>, &'c [u8]),
    /// A mutation is under way over it or over what it depends on.
    Fenced,
    /// A value of another entry.
    Foreign,
    /// Bytes that no store writes.
    Corrupt,
    /// Nothing that may be used.
    Absent,
}

/// Judges the cell of the entry with `context`, given the present cells of g and its tags.
pub(crate) fn judge<'c>(
    context: &Context,
    incarnation: Incarnation,
    cell: Option<&'c [u8]>,
    dependencies: &[Option<&[u8]>],
) -> Judged<'c> {
    if cell.is_some_and(is_fence) || dependencies.iter().flatten().any(|cell| is_fence(cell)) {
        return Judged::Fenced;
    }
    if dependencies.iter().flatten().any(|cell| stamp(cell).is_none()) {
        return Judged::Corrupt;
    }
    let Some(cell) = cell else { return Judged::Absent };
    let Some((header, body)) = Header::parse(cell) else { return Judged::Corrupt };
    if header.state != State::Value {
        return Judged::Absent;
    }
    if header.context != context && !mutants::on("M15") {
        return Judged::Foreign;
    }
    if header.incarnation != incarnation && !mutants::on("M9") {
        return Judged::Absent;
    }
    let as_many = header.stamps().len() == dependencies.len() || mutants::on("M2");
    let current = |(stored, now): (&[u8], Option<&[u8]>)| now.and_then(stamp).is_some_and(|id| id == stored);
    let unchanged = header.stamps().zip(dependencies.iter().copied()).all(current) || mutants::on("M8");
    if as_many && unchanged { Judged::Usable(header, body) } else { Judged::Absent }
}

#[cfg(test)]
mod tests;
