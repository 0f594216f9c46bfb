//! What is behind the header of a value: how it is encoded, a seal, and the encoding.

use postcache_core::Millis;

use super::Seal;

const NEGATIVE: u8 = 1;
const COMPRESSED: u8 = 2;
const SEALED: u8 = 8;
const NO_CODEC: u8 = 0;

/// Flags, codec, schema and soft ttl.
const HEAD: usize = 10;

/// The body of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body<'c> {
    pub(crate) schema: u32,
    /// After so long it is no longer fresh, counted from its birth.
    pub(crate) soft: Millis,
    pub(crate) payload: Payload<'c>,
}

/// What a value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Payload<'c> {
    /// "Not found".
    Negative,
    /// What the codec of this number wrote.
    Encoded { codec: u8, bytes: &'c [u8] },
    /// The same, compressed.
    Compressed { codec: u8, bytes: &'c [u8] },
}

/// A body whose seal is still to be made, which depends on the header that it is stored under.
#[derive(Clone, Debug)]
pub(crate) struct Unsealed(Vec<u8>);

impl<'c> Body<'c> {
    /// `None` for what nobody wrote under a header with this identity, and for what this version does not understand.
    pub(crate) fn parse(seal: &Seal, identity: &[u8], bytes: &'c [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<HEAD>()?;
        let (sealed, payload) = rest.split_first_chunk()?;
        if seal.over(identity, head, payload) != *sealed {
            return None;
        }
        let [flags, codec, rest @ ..] = head;
        let (schema, soft) = rest.split_first_chunk()?;
        let payload = match (flags ^ SEALED, *codec) {
            (NEGATIVE, NO_CODEC) if payload.is_empty() => Payload::Negative,
            (0, codec) if codec != NO_CODEC => Payload::Encoded { codec, bytes: payload },
            (COMPRESSED, codec) if codec != NO_CODEC => Payload::Compressed { codec, bytes: payload },
            _ => return None,
        };
        let soft = Millis::new(u64::from(u32::from_be_bytes(soft.try_into().ok()?)));
        Some(Self { schema: u32::from_be_bytes(*schema), soft, payload })
    }

    pub(crate) fn encode(self) -> Unsealed {
        let (flags, codec, payload) = match self.payload {
            Payload::Negative => (NEGATIVE, NO_CODEC, &[][..]),
            Payload::Encoded { codec, bytes } => (0, codec, bytes),
            Payload::Compressed { codec, bytes } => (COMPRESSED, codec, bytes),
        };
        let mut bytes = Vec::with_capacity(HEAD + Seal::LENGTH + payload.len());
        bytes.extend([flags | SEALED, codec]);
        bytes.extend(self.schema.to_be_bytes());
        bytes.extend(u32::try_from(self.soft.get()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend([0; Seal::LENGTH]);
        bytes.extend(payload);
        Unsealed(bytes)
    }
}

impl Unsealed {
    /// The bytes of the body under a header with this identity.
    pub(crate) fn seal(&self, seal: &Seal, identity: &[u8]) -> Vec<u8> {
        let mut bytes = self.0.clone();
        if let Some((head, rest)) = bytes.split_first_chunk_mut::<HEAD>()
            && let Some((sealed, payload)) = rest.split_first_chunk_mut()
        {
            *sealed = seal.over(identity, head, payload);
        }
        bytes
    }
}
