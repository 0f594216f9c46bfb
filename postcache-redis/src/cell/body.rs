//! What is behind the header of a value: how it is encoded, and the encoding.

use postcache_core::Millis;

const NEGATIVE: u8 = 1;
const MESSAGE_PACK: u8 = 1;
const NO_CODEC: u8 = 0;

/// The body of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body<'c> {
    pub(crate) schema: u32,
    /// After so long it is no longer fresh, counted from its birth.
    pub(crate) soft: Millis,
    /// Absent: "not found".
    pub(crate) payload: Option<&'c [u8]>,
}

impl<'c> Body<'c> {
    /// `None` for what this version does not understand, compression and encryption included.
    pub(crate) fn parse(bytes: &'c [u8]) -> Option<Self> {
        let (&[flags, codec], rest) = bytes.split_first_chunk::<2>()?;
        let (schema, rest) = rest.split_first_chunk()?;
        let (soft, payload) = rest.split_first_chunk()?;
        let payload = match (flags, codec) {
            (NEGATIVE, NO_CODEC) if payload.is_empty() => None,
            (0, MESSAGE_PACK) => Some(payload),
            _ => return None,
        };
        let soft = Millis::new(u64::from(u32::from_be_bytes(*soft)));
        Some(Self { schema: u32::from_be_bytes(*schema), soft, payload })
    }

    pub(crate) fn encode(self) -> Vec<u8> {
        let payload = self.payload.unwrap_or_default();
        let mut bytes = Vec::with_capacity(10 + payload.len());
        bytes.extend(if self.payload.is_some() { [0, MESSAGE_PACK] } else { [NEGATIVE, NO_CODEC] });
        bytes.extend(self.schema.to_be_bytes());
        bytes.extend(u32::try_from(self.soft.get()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(payload);
        bytes
    }
}
