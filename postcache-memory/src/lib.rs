//! The in-memory backend of [PostCache](https://docs.rs/postcache).
//!
//! Applications depend on `postcache`, which re-exports [`MemoryStore`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod audience;
mod builder;
mod cleanup;
mod engine;
mod eviction;
mod hash;
mod leaving;
mod limits;
mod list;
mod load;
#[cfg(feature = "moka")]
mod moka_store;
mod names;
mod padded;
mod pool;
mod regions;
mod shard;
mod shard_lock;
mod slab;
mod stamp;
mod store;
mod sync;
mod table;
mod tasks;
mod tuning;

pub use builder::MemoryStoreBuilder;
pub use eviction::Eviction;
#[cfg(feature = "moka")]
#[cfg_attr(docsrs, doc(cfg(feature = "moka")))]
pub use moka_store::{MokaStore, MokaStoreBuilder};
pub use store::MemoryStore;
