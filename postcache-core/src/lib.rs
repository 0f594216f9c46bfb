//! The words, the store contract and the cache-aside engine of [PostCache](https://docs.rs/postcache).
//!
//! Applications depend on `postcache`, which re-exports all of this with a backend. Authors of a backend depend on this crate
//! and implement [`CacheStore`].

#![cfg_attr(docsrs, feature(doc_cfg))]
#![expect(
    clippy::future_not_send,
    reason = "a future here is `Send` exactly when the caller's scope, key and loader are; tests/send.rs pins it"
)]

mod batch;
mod cache;
mod clock;
mod codec;
mod concurrent;
mod elapsed;
mod error;
mod flight;
mod health;
mod key;
mod loaded;
#[doc(hidden)]
pub mod mutants;
mod mutation;
mod observe;
mod owned;
mod policy;
mod quarantine;
mod read;
mod region;
mod repository;
mod scope;
mod sync;
mod tasks;

pub mod store;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use batch::{Progress, Warm, Warmed};
pub use cache::{Cache, CacheBuilder, RegionOverride, Shutdown, Undelivered};
#[cfg(feature = "test-util")]
pub use clock::ManualClock;
pub use clock::{Clock, Instant, Millis, Stopwatch};
pub use codec::{Codec, MessagePack};
pub use error::{Elapsed, Error, ErrorKind, NotFenced};
pub use health::{CacheStats, Health, OperationLatency, Status};
pub use key::{CacheKey, InvalidKey, KeyOf, KeyWriter, SameShape, ScopeKey, ScopedKey, shape};
pub use loaded::{Loaded, kind};
pub use mutation::{EntryHandle, Mutation, MutationBuilder, Verdict};
pub use observe::{EvictionReason, RegionStats};
pub use owned::{Foreign, Owned};
pub use policy::Policy;
pub use read::ReadMode;
pub use region::{Region, RegionBuilder, RegionInfo, RegionNumber, TagSet, Unstorable};
pub use repository::{CachedRepository, Repository, Rows};
pub use scope::{AsScopeId, InvalidScopeId, OnBehalfOf, Scope, ScopeId, SharedScope};
pub use store::CacheStore;
