//! Ids that are never used twice.

use postcache_core::{Error, ErrorKind};

use crate::names::Name;
use postcache_core::mutants;

/// A stamp, a token or a fence: 16 random bytes, made for one use.
pub(crate) type Id = [u8; 16];

/// What ties a reply to its request.
pub(crate) type Nonce = [u8; 8];

/// A fresh id.
pub(crate) fn id() -> Result<Id, Error> {
    random()
}

/// A fresh nonce of a request.
pub(crate) fn nonce() -> Result<Nonce, Error> {
    random()
}

/// One fresh id for each of the cells, in case it lacks a stamp.
pub(crate) fn stamps(cells: &[Name]) -> Result<Vec<Id>, Error> {
    if mutants::on("M1") {
        return Ok((1_u8..).map(|at| [at; 16]).take(cells.len()).collect());
    }
    if mutants::on("M20") {
        let again = |cell: &Name| blake3::hash(cell.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default();
        return Ok(cells.iter().map(again).collect());
    }
    cells.iter().map(|_| id()).collect()
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => {
            Err(Error::new(ErrorKind::Unavailable, "the operating system has no random numbers: nothing is cached"))
        }
    }
}
