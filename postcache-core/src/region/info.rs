//! What a store knows about a region.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::{RegionNumber, TagSet};
use crate::clock::Millis;
use crate::codec::{CodecError, ValueType};
use crate::observe::{EvictionReason, ReadOutcome, RegionTelemetry};
use crate::policy::Rules;
use crate::store::{Kept, Object, Tag};
use crate::{Error, ErrorKind, ScopedKey};

pub(crate) type Weigher = Arc<dyn Fn(&(dyn Any + Send + Sync)) -> u64 + Send + Sync>;

/// A region, as its store sees it: its name, its tags, how its values are weighed and become bytes, and where to count what
/// happens to its entries.
pub struct RegionInfo {
    number: RegionNumber,
    name: Box<str>,
    tags: Box<[Tag]>,
    tag_set: TagSet,
    values: ValueType,
    weigher: Option<Weigher>,
    max_value_bytes: u64,
    longest_ttl: Millis,
    telemetry: RegionTelemetry,
}

impl RegionInfo {
    pub(crate) fn new(
        name: &str,
        tags: Box<[Tag]>,
        values: ValueType,
        weigher: Option<Weigher>,
        rules: &Rules,
    ) -> Self {
        Self {
            number: RegionNumber::of(name),
            name: name.into(),
            tag_set: TagSet::of(&tags),
            tags,
            values,
            weigher,
            max_value_bytes: rules.max_value_bytes,
            longest_ttl: rules.longest_ttl(),
            telemetry: RegionTelemetry::new(name),
        }
    }

    /// The number that stands for it in keys of this process.
    #[must_use]
    pub const fn number(&self) -> RegionNumber {
        self.number
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &str {
        &self.name
    }

    /// The tags of every entry in it, sorted by name, without duplicates.
    #[must_use]
    pub const fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// What stands for its tags: a store must not serve a value to a region of another set than that of the region that
    /// stored it.
    #[must_use]
    #[inline]
    pub const fn tag_set(&self) -> TagSet {
        self.tag_set
    }

    /// Which version of their type its values are of: bytes of another version are not to be decoded.
    #[must_use]
    pub const fn schema(&self) -> u32 {
        self.values.schema
    }

    /// The number of the codec that makes its bytes, and alone can read them; 0 in a region whose values do not serialize.
    #[must_use]
    pub fn codec(&self) -> u8 {
        self.values.codec_number()
    }

    /// The most bytes that the encoding of a value may have.
    #[must_use]
    pub const fn max_value_bytes(&self) -> u64 {
        self.max_value_bytes
    }

    /// The longest that a value lives under the region's own policy; single calls may ask for more.
    #[must_use]
    pub const fn longest_ttl(&self) -> Millis {
        self.longest_ttl
    }

    /// The size of a value in bytes: what the region's weigher says, else the length of its encoding, which is counted and
    /// not made. Runs the user's code: call it outside every lock.
    ///
    /// # Errors
    ///
    /// The value is above the region's limit or does not serialize; it is then not to be stored.
    pub fn weigh(&self, value: &Kept) -> Result<u64, Unstorable> {
        let Some(object) = value else { return Ok(0) };
        match (&self.weigher, self.values.codec) {
            (Some(weigher), _) => {
                let weight = weigher(&**object);
                if weight > self.max_value_bytes { Err(Unstorable::TooLarge) } else { Ok(weight) }
            }
            (None, Some(codec)) => Ok(codec.length(&**object, self.max_value_bytes)?),
            (None, None) => Err(Unstorable::Unserializable),
        }
    }

    /// The encoding of a value; `None` for "not found". Runs the user's code.
    ///
    /// # Errors
    ///
    /// As [`weigh`](Self::weigh).
    pub fn encode(&self, value: &Kept) -> Result<Option<Vec<u8>>, Unstorable> {
        let Some(object) = value else { return Ok(None) };
        let codec = self.values.codec.ok_or(Unstorable::Unserializable)?;
        Ok(Some(codec.encode(&**object, self.max_value_bytes)?))
    }

    /// The object that `bytes` encode, which belongs to the scope of `key`: no store can decode a value and forget to ask.
    /// Runs the user's code.
    ///
    /// # Errors
    ///
    /// The bytes are not a value of this region, or one of another scope. Either is a miss.
    pub fn decode(&self, key: &ScopedKey, bytes: &[u8]) -> Result<Object, Error> {
        let undecodable =
            || Error::new(ErrorKind::Serialization, "stored bytes do not decode to a value of their region");
        let object = self.values.codec.ok_or_else(undecodable)?.decode(bytes).map_err(|_| undecodable())?;
        (self.values.owner)(&*object, key.scope_id()).map_err(|foreign| {
            Error::with_source(ErrorKind::Serialization, "a stored value is not of its scope", foreign)
        })?;
        Ok(object)
    }

    /// For stores: an entry of `bytes` came in.
    pub fn inserted(&self, bytes: u64) {
        self.telemetry.inserted(bytes);
    }

    /// For stores: an entry of `bytes` left, because of `reason`. Call it outside every lock.
    pub fn evicted(&self, reason: EvictionReason, bytes: u64) {
        self.telemetry.evicted(reason, bytes);
        tracing::trace!(target: "postcache::evict", region = self.name(), reason = reason.as_str(), bytes);
    }

    /// For stores: stored bytes were refused, because they are of another entry or not what a store writes. The read goes on
    /// as a miss.
    pub fn refused(&self) {
        self.telemetry.read(ReadOutcome::Refused);
    }

    #[inline]
    pub(crate) const fn telemetry(&self) -> &RegionTelemetry {
        &self.telemetry
    }

    pub(crate) const fn values(&self) -> ValueType {
        self.values
    }
}

impl fmt::Debug for RegionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegionInfo").field("name", &self.name).field("tags", &self.tags.len()).finish_non_exhaustive()
    }
}

/// Why a value is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unstorable {
    /// It is above the limit of its region.
    #[error("a value is larger than the region's max_value_bytes")]
    TooLarge,
    /// Its `Serialize` failed, or its region is local.
    #[error("a value does not serialize")]
    Unserializable,
}

impl From<CodecError> for Unstorable {
    fn from(error: CodecError) -> Self {
        match error {
            CodecError::TooLarge => Self::TooLarge,
            CodecError::Failed => Self::Unserializable,
        }
    }
}
