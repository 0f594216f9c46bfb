#![doc = include_str!("front.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod config;
#[cfg(any(doc, doctest))]
pub mod guide;
#[cfg(feature = "sqlx")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlx")))]
pub mod sqlx;

pub use config::{CacheConfig, HealthConfig, MemoryConfig, RedisConfig, RegionConfig};
#[cfg(feature = "test-util")]
pub use postcache_core::ManualClock;
pub use postcache_core::{
    AsScopeId, Cache, CacheBuilder, CacheKey, CacheStats, CacheStore, CachedRepository, Clock, Codec, Elapsed,
    EntryHandle, Error, ErrorKind, EvictionReason, Foreign, Health, Instant, InvalidKey, InvalidScopeId, KeyOf,
    KeyWriter, Loaded, MessagePack, Millis, Mutation, MutationBuilder, NotFenced, OnBehalfOf, OperationLatency, Owned,
    Policy, Progress, ReadMode, Region, RegionBuilder, RegionInfo, RegionNumber, RegionOverride, RegionStats,
    Repository, Rows, SameShape, Scope, ScopeId, ScopeKey, ScopedKey, SharedScope, Shutdown, Status, Stopwatch, TagSet,
    Undelivered, Unstorable, Verdict, Warm, Warmed, kind, shape, store,
};
#[cfg(feature = "macros")]
#[cfg_attr(docsrs, doc(cfg(feature = "macros")))]
pub use postcache_macros::{CacheKey, Owned, Scope, cached_scoped};
#[cfg(feature = "memory")]
#[cfg_attr(docsrs, doc(cfg(feature = "memory")))]
pub use postcache_memory::{Eviction, MemoryStore, MemoryStoreBuilder};
#[cfg(feature = "moka")]
#[cfg_attr(docsrs, doc(cfg(feature = "moka")))]
pub use postcache_memory::{MokaStore, MokaStoreBuilder};
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use postcache_redis::{RedisStore, RedisStoreBuilder};

#[doc(hidden)]
pub use postcache_core::__private;
