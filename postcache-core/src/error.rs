//! What can go wrong outside a read, by what the caller can do about it.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// An error of the cache or of its store.
///
/// Reads never return one: they return the loader's own error and nothing else. It is met when a cache, a region or a
/// policy is built, and by code that calls [`invalidate`](crate::Region::invalidate) and its kind directly.
///
/// Its text names the operation and what to do. It holds no key, no id and no credential.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Errors by what the caller can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting is out of range or unknown: mend it where the cache or the policy is built.
    Config,
    /// A region of this name exists with other types, tags or policy: give one of them another name.
    RegionConflict,
    /// The store cannot do this: use another backend, or do without.
    Unsupported,
    /// The scope or the key names no entry.
    InvalidKey,
    /// The store cannot be reached: the same call may succeed later.
    Unavailable,
    /// The store did not answer in time: the outcome is unknown.
    TimedOut,
    /// The invalidation was queued and will be repeated until it is confirmed; until then this process neither reads nor
    /// fills the scope.
    Pending,
    /// The store refused: credentials, permissions or its configuration have to be changed.
    Rejected,
    /// A value does not serialize, or bytes do not decode.
    Serialization,
}

impl Error {
    /// For backends: an error of `kind`; `message` names the operation and what to do, in lower case, without a full stop,
    /// and holds no key, id or credential.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner { kind, message: message.into(), source: None }))
    }

    /// The same with what caused it; `Display` does not repeat the cause.
    #[must_use]
    pub fn with_source(
        kind: ErrorKind,
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self(Arc::new(Inner { kind, message: message.into(), source: Some(source.into()) }))
    }

    /// What the caller can do about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same call may succeed later, with nothing changed.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Unavailable | ErrorKind::TimedOut | ErrorKind::Pending)
    }

    pub(crate) fn config(field: &str, value: impl fmt::Display, allowed: &str) -> Self {
        Self::new(ErrorKind::Config, format!("`{field}` is {value}; allowed is {allowed}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind).field("message", &self.0.message);
        if let Some(source) = &self.0.source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// The limit given by `load_timeout` passed before the load ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the load took longer than its load_timeout")]
#[non_exhaustive]
pub struct Elapsed;

/// A mutation under `fence = "required"` was refused before it started: its fence could not be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mutation did not start: the cache could not confirm its fence")]
#[non_exhaustive]
pub struct NotFenced;
