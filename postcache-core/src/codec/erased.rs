//! Codecs and values with their types left out.

use std::any::Any;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Codec;
use crate::owned::Foreign;
use crate::scope::ScopeId;
use crate::store::Object;

/// What a region's values are, with the type left out.
#[derive(Clone, Copy)]
pub(crate) struct ValueType {
    /// Absent for values that cannot leave the process.
    pub(crate) codec: Option<&'static dyn ErasedCodec>,
    pub(crate) owner: fn(&(dyn Any + Send + Sync), ScopeId<'_>) -> Result<(), Foreign>,
    /// Which version of the type they are of.
    pub(crate) schema: u32,
    /// Whether `owner` looks at the value.
    pub(crate) checked: bool,
}

impl ValueType {
    /// 0: values do not serialize.
    pub(crate) fn codec_number(&self) -> u8 {
        match self.codec {
            Some(codec) => codec.number(),
            None => 0,
        }
    }
}

impl fmt::Debug for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueType")
            .field("serializes", &self.codec.is_some())
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

pub(crate) trait ErasedCodec: Send + Sync + 'static {
    fn number(&self) -> u8;
    /// An error as soon as the encoding exceeds `limit`.
    fn encode(&self, value: &(dyn Any + Send + Sync), limit: u64) -> Result<Vec<u8>, CodecError>;
    fn decode(&self, bytes: &[u8]) -> Result<Object, CodecError>;
    /// The length of the encoding, without making it; an error as soon as it exceeds `limit`.
    fn length(&self, value: &(dyn Any + Send + Sync), limit: u64) -> Result<u64, CodecError>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodecError {
    TooLarge,
    Failed,
}

/// The codec `C` of values `V`.
pub(crate) struct Encoding<V, C>(PhantomData<fn() -> (V, C)>);

impl<V, C> Encoding<V, C>
where
    V: Serialize + DeserializeOwned + Send + Sync + 'static,
    C: Codec,
{
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }

    fn write<S: Sink>(value: &(dyn Any + Send + Sync), limit: u64, sink: S) -> Result<S, CodecError> {
        let value = value.downcast_ref::<V>().ok_or(CodecError::Failed)?;
        let mut bounded = Bounded { sink, len: 0, limit };
        match C::encode(value, &mut bounded) {
            Ok(()) if bounded.len <= limit => Ok(bounded.sink),
            _ if bounded.len > limit => Err(CodecError::TooLarge),
            _ => Err(CodecError::Failed),
        }
    }
}

impl<V, C> ErasedCodec for Encoding<V, C>
where
    V: Serialize + DeserializeOwned + Send + Sync + 'static,
    C: Codec,
{
    fn number(&self) -> u8 {
        C::NUMBER
    }

    fn encode(&self, value: &(dyn Any + Send + Sync), limit: u64) -> Result<Vec<u8>, CodecError> {
        Self::write(value, limit, Vec::new())
    }

    fn decode(&self, bytes: &[u8]) -> Result<Object, CodecError> {
        C::decode::<V>(bytes).map(|value| Arc::new(value) as Object).map_err(|_| CodecError::Failed)
    }

    fn length(&self, value: &(dyn Any + Send + Sync), limit: u64) -> Result<u64, CodecError> {
        Self::write(value, limit, Count(0)).map(|Count(length)| length)
    }
}

/// What takes the bytes of an encoding.
trait Sink {
    fn take(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn take(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Keeps their number alone.
struct Count(u64);

impl Sink for Count {
    fn take(&mut self, bytes: &[u8]) {
        self.0 += bytes.len() as u64;
    }
}

/// Stops a serializer that goes beyond the limit.
struct Bounded<S> {
    sink: S,
    len: u64,
    limit: u64,
}

impl<S: Sink> io::Write for Bounded<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.len = self.len.saturating_add(bytes.len() as u64);
        if self.len > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.sink.take(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
