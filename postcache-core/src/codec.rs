//! How the values of a region become bytes and objects again, without their type.

use std::any::Any;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::owned::Foreign;
use crate::scope::ScopeId;
use crate::store::Object;

/// What a region's values are, with the type left out.
#[derive(Clone, Copy)]
pub(crate) struct ValueType {
    /// Absent for values that cannot leave the process.
    pub(crate) codec: Option<&'static dyn ErasedCodec>,
    pub(crate) owner: fn(&(dyn Any + Send + Sync), ScopeId<'_>) -> Result<(), Foreign>,
}

impl fmt::Debug for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueType").field("serializes", &self.codec.is_some()).finish_non_exhaustive()
    }
}

pub(crate) trait ErasedCodec: Send + Sync + 'static {
    fn encode(&self, value: &(dyn Any + Send + Sync)) -> Result<Vec<u8>, CodecError>;
    fn decode(&self, bytes: &[u8]) -> Result<Object, CodecError>;
    /// The length of the encoding, without making it; an error as soon as it exceeds `limit`.
    fn length(&self, value: &(dyn Any + Send + Sync), limit: u64) -> Result<u64, CodecError>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodecError {
    TooLarge,
    Failed,
}

/// MessagePack with named fields: a reordered struct must not swap two texts.
pub(crate) struct MessagePack<V>(PhantomData<fn() -> V>);

impl<V> MessagePack<V> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<V> ErasedCodec for MessagePack<V>
where
    V: Serialize + DeserializeOwned + Send + Sync + 'static,
{
    fn encode(&self, value: &(dyn Any + Send + Sync)) -> Result<Vec<u8>, CodecError> {
        let value = value.downcast_ref::<V>().ok_or(CodecError::Failed)?;
        rmp_serde::to_vec_named(value).map_err(|_| CodecError::Failed)
    }

    fn decode(&self, bytes: &[u8]) -> Result<Object, CodecError> {
        rmp_serde::from_slice::<V>(bytes).map(|value| Arc::new(value) as Object).map_err(|_| CodecError::Failed)
    }

    fn length(&self, value: &(dyn Any + Send + Sync), limit: u64) -> Result<u64, CodecError> {
        let value = value.downcast_ref::<V>().ok_or(CodecError::Failed)?;
        let mut sink = CountingSink { len: 0, limit };
        match rmp_serde::encode::write_named(&mut sink, value) {
            Ok(()) => Ok(sink.len),
            Err(_) if sink.len > limit => Err(CodecError::TooLarge),
            Err(_) => Err(CodecError::Failed),
        }
    }
}

/// Counts what is written to it, and stops a serializer that goes beyond the limit.
struct CountingSink {
    len: u64,
    limit: u64,
}

impl io::Write for CountingSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.len = self.len.saturating_add(bytes.len() as u64);
        if self.len > self.limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
