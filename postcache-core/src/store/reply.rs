//! What a store answers to a lookup.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A value without its type. Memory keeps it as it is; a remote store makes it by [`RegionInfo::decode`](crate::RegionInfo::decode).
pub type Object = Arc<dyn Any + Send + Sync>;

/// What an entry holds: an object, or a cached "not found" (`None`).
pub type Kept = Option<Object>;

/// The answer to a lookup. `Debug` shows no value.
#[non_exhaustive]
pub enum Lookup {
    /// A fresh value.
    Hit(Object),
    /// A fresh "not found".
    Negative,
    /// Nothing that may be used.
    Miss,
}

impl From<Kept> for Lookup {
    fn from(kept: Kept) -> Self {
        kept.map_or(Self::Negative, Self::Hit)
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hit(_) => "Hit(..)",
            Self::Negative => "Negative",
            Self::Miss => "Miss",
        })
    }
}

/// An answer that is there, or one to wait for.
///
/// Match it where it is made and await only what is not ready: moving a future that is already done costs more than a hit.
#[expect(clippy::exhaustive_enums, reason = "there is no third way to answer")]
pub enum Reply<'s, T> {
    /// The answer.
    Ready(T),
    /// A future that borrows the store and nothing else.
    Later(Pin<Box<dyn Future<Output = T> + Send + 's>>),
}

impl<'s, T> Reply<'s, T> {
    /// An answer to wait for.
    pub fn later(future: impl Future<Output = T> + Send + 's) -> Self {
        Self::Later(Box::pin(future))
    }

    /// Waits where that is needed.
    ///
    /// # Cancel safety
    ///
    /// A lookup changes nothing; dropping it loses the answer.
    pub async fn wait(self) -> T {
        match self {
            Self::Ready(answer) => answer,
            Self::Later(future) => future.await,
        }
    }
}

impl<T> fmt::Debug for Reply<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(_) => "Ready(..)",
            Self::Later(_) => "Later(..)",
        })
    }
}
