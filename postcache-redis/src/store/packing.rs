//! From a value to the body of a cell, and back.

use postcache_core::store::{Lookup, OwnedEntry, Payload};
use postcache_core::{RegionInfo, Unstorable};

use super::Shared;
use crate::cell::{self, Body, Header, Seal, Unsealed};
use crate::counts::Refusal;

/// How values are packed.
#[derive(Debug)]
pub(crate) struct Packing {
    pub(crate) seal: Seal,
    /// Longer encodings are compressed.
    pub(crate) compress_above: Option<usize>,
}

impl Packing {
    /// Runs the user's code.
    pub(super) fn pack(&self, region: &RegionInfo, payload: &Payload) -> Result<Unsealed, Unstorable> {
        let (encoded, codec) = (region.encode(&payload.value)?, region.codec());
        let smaller = encoded.as_ref().filter(|bytes| self.compress_above.is_some_and(|length| bytes.len() > length));
        let smaller = smaller.and_then(|bytes| cell::compress(bytes));
        let stored = match (&smaller, &encoded) {
            (Some(bytes), _) => cell::Payload::Compressed { codec, bytes },
            (None, Some(bytes)) => cell::Payload::Encoded { codec, bytes },
            (None, None) => cell::Payload::Negative,
        };
        Ok(Body { schema: region.schema(), soft: payload.ttl, payload: stored }.encode())
    }

    /// The value in a body under a header that was judged usable. Nothing is decoded whose seal does not hold, or that another
    /// version of the service wrote. Runs the user's code.
    fn unpack(&self, entry: &OwnedEntry, header: &Header<'_>, body: &[u8]) -> Result<Lookup, Refusal> {
        let region = &entry.region;
        let body = Body::parse(&self.seal, header.identity(), body).ok_or(Refusal::Corrupt)?;
        if body.schema != region.schema() {
            return Err(Refusal::OtherVersion);
        }
        let decode = |number: u8, bytes: &[u8]| {
            if number != region.codec() {
                return Err(Refusal::OtherVersion);
            }
            region.decode(&entry.key, bytes).map(Lookup::Hit).map_err(|_| Refusal::Undecodable)
        };
        match body.payload {
            cell::Payload::Negative => Ok(Lookup::Negative),
            cell::Payload::Encoded { codec, bytes } => decode(codec, bytes),
            cell::Payload::Compressed { codec, bytes } => {
                let encoded = cell::decompress(bytes, region.max_value_bytes()).ok_or(Refusal::Undecodable)?;
                decode(codec, &encoded)
            }
        }
    }
}

impl Shared {
    /// The value in a body that belongs to `entry`; `None`, and counted, if it is refused.
    pub(super) fn unpack(&self, entry: &OwnedEntry, header: &Header<'_>, body: &[u8]) -> Option<Lookup> {
        let unpacked = self.packing.unpack(entry, header, body);
        unpacked.map_err(|refusal| self.counters.refused(refusal, &entry.region)).ok()
    }
}
