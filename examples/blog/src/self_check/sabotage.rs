//! Ways to break the cache, each of which the check has to find.

mod broken_store;

use postcache::{Cache, CacheBuilder, CacheConfig, Error, MemoryStore, RedisStore};

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
    const ALL: [Self; 3] = [Self::Stale, Self::Foreign, Self::LostInvalidation];

    /// Its name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Foreign => "foreign",
            Self::LostInvalidation => "lost-invalidation",
        }
    }

    pub(crate) fn called(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sabotage| sabotage.name() == name)
    }

    /// The cache that is configured, broken like this.
    pub(crate) async fn builder(self, config: &CacheConfig) -> Result<CacheBuilder, Error> {
        if config.backend.starts_with("memory:") {
            return Ok(Cache::builder(BrokenStore::new(MemoryStore::builder().build()?, self)));
        }
        let mut store = RedisStore::builder(&config.backend).namespace(&config.redis.namespace);
        if let Some(secret) = &config.redis.secret {
            store = store.secret(secret.as_bytes());
        }
        Ok(Cache::builder(BrokenStore::new(store.connect().await?, self)))
    }
}
