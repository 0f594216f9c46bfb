//! The laws of a PostCache store: what the author of a backend runs.
//!
//! A store is done when its suite passes. This is the whole test file of one:
//!
//! ```
//! use postcache_conformance::{Fixture, Namespaces, suite};
//! use postcache_core::{Clock, ManualClock};
//! # use postcache_conformance::ReferenceStore as MyStore;
//!
//! #[derive(Default)]
//! struct Mine { clock: ManualClock, stores: Namespaces<MyStore> }
//!
//! impl Fixture for Mine {
//!     type Store = MyStore;
//!     async fn open(&self, namespace: &str) -> MyStore {
//!         self.stores.open(namespace, || MyStore::new(self.clock.clone()))
//!     }
//!     fn clock(&self) -> Clock { self.clock.clone().into() }
//! }
//!
//! suite!(Mine);                                    // one #[test] a law, one mod a chapter
//! ```
//!
//! The laws are listed in [`LAWS.md`](https://docs.rs/crate/postcache-conformance/latest/source/LAWS.md), each with its
//! promise; the docs of [`CacheStore`](postcache_core::CacheStore) name the law of each bullet. What a store cannot do it says
//! in [`Fixture::WAIVED`].
//!
//! [`ReferenceStore`] keeps every law, as plainly as it can be written: compare yours with it.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "laws fail by panicking"
)]

mod fixture;
mod laws;
mod reference;
mod run;
mod suite;
mod trial;

pub use fixture::{Fixture, Namespaces};
pub use laws::{Law, laws};
#[doc(hidden)]
pub use reference::Rule;
pub use reference::{ReferenceBuilder, ReferenceStore};
pub use run::Broken;

/// What the macros call, and nobody else. No stability is promised.
#[doc(hidden)]
pub mod __private {
    pub use crate::run::{keep, know_the_waived};
}
