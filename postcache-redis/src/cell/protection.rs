//! What a payload is kept in: a seal, against changes, or encryption, which also keeps it from being read.

use std::borrow::Cow;

use super::cipher::Cipher;
use super::{Seal, header};
use crate::counts::Refusal;
use crate::names::ScopeName;

const ENCRYPTED: u8 = 4;
const SEALED: u8 = 8;

/// How a process keeps its payloads. It reads those alone that are kept as its own.
#[derive(Debug)]
pub(crate) struct Protection {
    pub(crate) seal: Seal,
    pub(crate) cipher: Option<Cipher>,
}

/// Where a payload is. It is not to be opened anywhere else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    pub(crate) scope: &'p ScopeName,
    /// The context, the token and the incarnation of its header: its birth and its stamps are the server's to write.
    pub(crate) identity: &'p [u8],
}

impl Protection {
    /// A key's id, a nonce and a tag.
    pub(super) const MOST_ADDED: usize = 4 + 24 + 16;

    /// Appends the payload in its keeping, to be found behind `head`. `None`: the operating system has no random numbers.
    pub(super) fn close(&self, place: Place<'_>, head: &[u8], payload: &[u8], out: &mut Vec<u8>) -> Option<()> {
        if let Some(cipher) = &self.cipher {
            return cipher.close(place.scope, &place.associated(head), payload, out);
        }
        out.extend(self.seal.over(place.identity, head, payload));
        out.extend(payload);
        Some(())
    }

    /// The payload behind `head`, whose flags say how it is kept.
    pub(super) fn open<'k>(
        &self,
        place: Place<'_>,
        head: &[u8],
        flags: u8,
        kept: &'k [u8],
    ) -> Result<Cow<'k, [u8]>, Refusal> {
        match (flags & (ENCRYPTED | SEALED), &self.cipher) {
            (ENCRYPTED, Some(cipher)) => cipher.open(place.scope, &place.associated(head), kept).map(Cow::Owned),
            (ENCRYPTED, None) => Err(Refusal::OtherVersion),
            (SEALED, cipher) => {
                let (seal, payload) = kept.split_first_chunk().ok_or(Refusal::Corrupt)?;
                match cipher {
                    _ if self.seal.over(place.identity, head, payload) != *seal => Err(Refusal::Corrupt),
                    // Whoever has the secret of the names alone could have written it.
                    Some(_) => Err(Refusal::OtherVersion),
                    None => Ok(Cow::Borrowed(payload)),
                }
            }
            _ => Err(Refusal::Corrupt),
        }
    }

    /// The flag of how this process keeps payloads.
    pub(super) const fn flag(&self) -> u8 {
        if self.cipher.is_some() { ENCRYPTED } else { SEALED }
    }
}

/// Flags without what says how a payload is kept.
pub(super) const fn of_payload(flags: u8) -> u8 {
    flags & !(ENCRYPTED | SEALED)
}

impl Place<'_> {
    /// What an encrypted payload is bound to beside its scope: parts of fixed lengths, so that no two read alike.
    fn associated(self, head: &[u8]) -> Vec<u8> {
        [&[header::VERSION], self.identity, head].concat()
    }
}
