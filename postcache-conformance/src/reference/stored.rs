//! A value in the store.

use std::sync::Arc;

use postcache_core::store::{Entry, Filled, Kept, Payload, PutOutcome};
use postcache_core::{Instant, Millis, RegionInfo, Unstorable};

use super::stamp::Stamps;

/// What an entry weighs beside its key and its value.
const OVERHEAD: u64 = 64;

/// The object itself, or what it encodes to; `None` inside is "not found".
#[derive(Clone)]
pub(super) enum Form {
    Object(Kept),
    Bytes(Option<Arc<[u8]>>),
}

impl Form {
    /// What a reader gets of it; nothing if the bytes are not a value of this region and scope. Runs the user's code.
    pub(super) fn open(self, entry: Entry<'_>) -> Option<Kept> {
        match self {
            Self::Object(kept) => Some(kept),
            Self::Bytes(None) => Some(None),
            Self::Bytes(Some(bytes)) => entry.region.decode(entry.key, &bytes).ok().map(Some),
        }
    }
}

/// A payload that was weighed and, where that is needed, encoded: ready to be stored under the lock.
pub(super) struct Sealed {
    form: Form,
    ttl: Millis,
    bytes: u64,
}

impl Sealed {
    /// Runs the user's code.
    pub(super) fn new(entry: Entry<'_>, payload: Payload, as_bytes: bool) -> Result<Self, Refused> {
        let Payload { value, ttl, .. } = payload;
        let (form, weight) = if as_bytes {
            let bytes = entry.region.encode(&value)?;
            let weight = bytes.as_ref().map_or(0, Vec::len) as u64;
            (Form::Bytes(bytes.map(Arc::from)), weight)
        } else {
            let weight = entry.region.weigh(&value)?;
            (Form::Object(value), weight)
        };
        Ok(Self { form, ttl, bytes: weight + entry.key.as_bytes().len() as u64 + OVERHEAD })
    }
}

pub(super) struct Value {
    pub(super) form: Form,
    pub(super) stamps: Stamps,
    pub(super) region: Arc<RegionInfo>,
    pub(super) expires: Instant,
    pub(super) bytes: u64,
    /// When it was used last, as a number that only grows.
    pub(super) used: u64,
}

impl Value {
    pub(super) fn new(entry: Entry<'_>, sealed: Sealed, stamps: Stamps, now: Instant, used: u64) -> Self {
        entry.region.inserted(sealed.bytes);
        Self {
            form: sealed.form,
            stamps,
            region: Arc::clone(entry.region),
            expires: now.after(sealed.ttl),
            bytes: sealed.bytes,
            used,
        }
    }
}

/// Why a payload could not be sealed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused(Unstorable);

impl From<Unstorable> for Refused {
    fn from(unstorable: Unstorable) -> Self {
        Self(unstorable)
    }
}

impl Refused {
    pub(super) const fn filled(self) -> Filled {
        match self.0 {
            Unstorable::TooLarge => Filled::TooLarge,
            _ => Filled::Unserializable,
        }
    }

    pub(super) const fn put(self) -> PutOutcome {
        match self.0 {
            Unstorable::TooLarge => PutOutcome::TooLarge,
            _ => PutOutcome::Unserializable,
        }
    }
}
