//! What is behind the header of a value: how it is encoded, and the encoding in its keeping.

use std::borrow::Cow;

use postcache_core::Millis;

use super::protection::{Place, Protection, of_payload};
use crate::counts::Refusal;

const NEGATIVE: u8 = 1;
const COMPRESSED: u8 = 2;
const NO_CODEC: u8 = 0;

/// Flags, codec, schema and soft ttl.
const HEAD: usize = 10;

/// The body of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body<'c> {
    pub(crate) schema: u32,
    /// After so long it is no longer fresh, counted from its birth.
    pub(crate) soft: Millis,
    pub(crate) payload: Payload<'c>,
}

/// What a value holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload<'c> {
    /// "Not found".
    Negative,
    /// What the codec of this number wrote.
    Encoded { codec: u8, bytes: Cow<'c, [u8]> },
    /// The same, compressed.
    Compressed { codec: u8, bytes: Cow<'c, [u8]> },
}

impl<'c> Body<'c> {
    /// Refused: what nobody wrote for this place, and what this version does not understand.
    pub(crate) fn open(protection: &Protection, place: Place<'_>, bytes: &'c [u8]) -> Result<Self, Refusal> {
        let (head, kept) = bytes.split_first_chunk::<HEAD>().ok_or(Refusal::Corrupt)?;
        let [flags, codec, s0, s1, s2, s3, soft @ ..] = *head;
        let bytes = protection.open(place, head, flags, kept)?;
        let payload = match (of_payload(flags), codec) {
            (NEGATIVE, NO_CODEC) if bytes.is_empty() => Payload::Negative,
            (0, codec) if codec != NO_CODEC => Payload::Encoded { codec, bytes },
            (COMPRESSED, codec) if codec != NO_CODEC => Payload::Compressed { codec, bytes },
            _ => return Err(Refusal::Corrupt),
        };
        let soft = Millis::new(u64::from(u32::from_be_bytes(soft)));
        Ok(Self { schema: u32::from_be_bytes([s0, s1, s2, s3]), soft, payload })
    }

    /// Its bytes for this place and for no other. `None`: the operating system has no random numbers.
    pub(crate) fn close(&self, protection: &Protection, place: Place<'_>) -> Option<Vec<u8>> {
        let (flags, codec, payload) = match &self.payload {
            Payload::Negative => (NEGATIVE, NO_CODEC, &[][..]),
            Payload::Encoded { codec, bytes } => (0, *codec, &**bytes),
            Payload::Compressed { codec, bytes } => (COMPRESSED, *codec, &**bytes),
        };
        let mut head = [0; HEAD];
        head[..2].copy_from_slice(&[flags | protection.flag(), codec]);
        head[2..6].copy_from_slice(&self.schema.to_be_bytes());
        head[6..].copy_from_slice(&u32::try_from(self.soft.get()).unwrap_or(u32::MAX).to_be_bytes());
        let mut bytes = Vec::with_capacity(HEAD + Protection::MOST_ADDED + payload.len());
        bytes.extend(head);
        protection.close(place, &head, payload, &mut bytes)?;
        Some(bytes)
    }
}
