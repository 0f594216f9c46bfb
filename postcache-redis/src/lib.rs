//! The Redis backend of [PostCache](https://docs.rs/postcache): the same promise across processes, restarts and failovers.
//!
//! Applications depend on `postcache` with its feature `redis`.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod builder;
mod cell;
mod counts;
mod fences;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod ids;
mod link;
mod names;
mod servers;
mod store;
mod tasks;
mod url;

pub use builder::RedisStoreBuilder;
pub use counts::Counts;
pub use link::COMMANDS;
pub use store::RedisStore;
