//! Ways to break the cache, each of which the check has to find.

mod broken_store;

use postcache::{Cache, CacheBuilder, Error, MemoryStore};

use broken_store::BrokenStore;

/// What is broken in the running server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sabotage {
    /// What was loaded is stored, whatever changed since: cache-aside as it is usually written.
    Stale,
    /// A user is served the entry of another one.
    Foreign,
    /// Mutations tell the cache nothing.
    LostInvalidation,
}

impl Sabotage {
    /// Its name on the command line.
    pub(crate) fn called(name: &str) -> Option<Self> {
        match name {
            "stale" => Some(Self::Stale),
            "foreign" => Some(Self::Foreign),
            "lost-invalidation" => Some(Self::LostInvalidation),
            _ => None,
        }
    }

    /// A cache in memory, broken like this.
    pub(crate) fn builder(self) -> Result<CacheBuilder, Error> {
        let store = MemoryStore::builder().build()?;
        Ok(Cache::builder(BrokenStore::new(store, self)))
    }
}
