//! From a value to the body of a cell, and back.

use postcache_core::store::{Lookup, OwnedEntry, Payload};
use postcache_core::{RegionInfo, Unstorable};

use super::Shared;
use crate::cell::{self, Body, Header, Place, Protection};
use crate::counts::Refusal;
use crate::names::{Context, ScopeName};

/// How values are packed.
#[derive(Debug)]
pub(crate) struct Packing {
    pub(crate) protection: Protection,
    /// Longer encodings are compressed.
    pub(crate) compress_above: Option<usize>,
}

impl Packing {
    /// Runs the user's code.
    pub(super) fn pack(&self, region: &RegionInfo, payload: &Payload) -> Result<Body<'static>, Unstorable> {
        let (encoded, codec) = (region.encode(&payload.value)?, region.codec());
        let stored = match encoded {
            None => cell::Payload::Negative,
            // What is encrypted does not become smaller any more.
            Some(bytes) => match self.smaller(&bytes) {
                Some(smaller) => cell::Payload::Compressed { codec, bytes: smaller.into() },
                None => cell::Payload::Encoded { codec, bytes: bytes.into() },
            },
        };
        Ok(Body { schema: region.schema(), soft: payload.ttl, payload: stored })
    }

    fn smaller(&self, encoded: &[u8]) -> Option<Vec<u8>> {
        self.compress_above.filter(|length| encoded.len() > *length).and_then(|_| cell::compress(encoded))
    }

    /// The value in a body under a header that was judged usable. Nothing is decoded that was not closed for this place, or
    /// that another version of the service wrote. Runs the user's code.
    fn unpack(&self, entry: &OwnedEntry, place: Place<'_>, body: &[u8]) -> Result<Lookup, Refusal> {
        let region = &entry.region;
        let body = Body::open(&self.protection, place, body)?;
        if body.schema != region.schema() {
            return Err(Refusal::OtherVersion);
        }
        let decode = |number: u8, bytes: &[u8]| {
            if number != region.codec() {
                return Err(Refusal::OtherVersion);
            }
            region.decode(&entry.key, bytes).map(Lookup::Hit).map_err(|_| Refusal::Undecodable)
        };
        match &body.payload {
            cell::Payload::Negative => Ok(Lookup::Negative),
            cell::Payload::Encoded { codec, bytes } => decode(*codec, bytes),
            cell::Payload::Compressed { codec, bytes } => {
                let encoded = cell::decompress(bytes, region.max_value_bytes()).ok_or(Refusal::Undecodable)?;
                decode(*codec, &encoded)
            }
        }
    }
}

impl Shared {
    /// The value in a body that belongs to `entry`; `None`, and counted, if it is refused.
    pub(super) fn unpack(
        &self,
        entry: &OwnedEntry,
        (scope, context): (&ScopeName, &Context),
        header: &Header<'_>,
        body: &[u8],
    ) -> Option<Lookup> {
        let place = Place { scope, identity: header.identity() };
        let unpacked = self.packing.unpack(entry, place, body);
        let refused = |refusal| {
            self.dead.refused(context, header.token);
            self.counters.refused(refusal, &entry.region);
        };
        unpacked.map_err(refused).ok()
    }
}
