//! How the values of a region become bytes, on stores that keep bytes.

mod erased;

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use erased::{CodecError, Encoding, ErasedCodec, ValueType};

use crate::{Error, ErrorKind};

/// How values become bytes and values again. [`MessagePack`] unless a region's builder says
/// [`codec`](crate::RegionBuilder::codec).
///
/// What one codec wrote is nothing to another: a stored value says which one wrote it, and is a miss for all others. So a
/// region may change its codec from one version of a service to the next.
///
/// Memory keeps values as they are; it asks a codec for their size alone.
///
/// ```
/// # use postcache_core::{Codec, Error, ErrorKind};
/// struct Json;
///
/// impl Codec for Json {
///     const NUMBER: u8 = 64;
///
///     fn encode<T: serde::Serialize>(value: &T, out: &mut dyn std::io::Write) -> Result<(), Error> {
///         serde_json::to_writer(out, value).map_err(|_| Error::new(ErrorKind::Serialization, "a value is no JSON"))
///     }
///
///     fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
///         serde_json::from_slice(bytes).map_err(|_| Error::new(ErrorKind::Serialization, "the bytes are no JSON of it"))
///     }
/// }
/// ```
pub trait Codec: 'static {
    /// What stands for it in stored values: 64 to 255 for codecs of your own, never the same for two formats. 0 to 63 are
    /// `PostCache`'s.
    const NUMBER: u8;

    /// Writes the encoding of `value` to `out`, which may refuse to take more: then the value is too large.
    ///
    /// # Errors
    ///
    /// The value does not serialize, or `out` refused. It is then not stored.
    fn encode<T: Serialize>(value: &T, out: &mut dyn io::Write) -> Result<(), Error>;

    /// The value that `bytes` encode. They come from outside: any bytes may, so it must neither panic nor allocate by what
    /// they claim.
    ///
    /// # Errors
    ///
    /// They encode no such value. That is a miss.
    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error>;
}

/// `MessagePack` with named fields, the default: compact, and a reordered struct does not swap two texts.
///
/// Values that are nested more than 128 levels deep are not read back: a miss each time.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct MessagePack;

impl MessagePack {
    /// Deeper bytes are refused: planted ones must not use up the stack.
    const MAX_DEPTH: usize = 128;
}

impl Codec for MessagePack {
    const NUMBER: u8 = 1;

    fn encode<T: Serialize>(value: &T, mut out: &mut dyn io::Write) -> Result<(), Error> {
        rmp_serde::encode::write_named(&mut out, value)
            .map_err(|_| Error::new(ErrorKind::Serialization, "a value does not serialize to MessagePack"))
    }

    fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
        let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
        reader.set_max_depth(Self::MAX_DEPTH);
        T::deserialize(&mut reader)
            .map_err(|_| Error::new(ErrorKind::Serialization, "bytes do not decode to a value of their region"))
    }
}

#[cfg(test)]
mod tests;
