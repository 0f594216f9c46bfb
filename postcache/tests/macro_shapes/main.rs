//! Every shape of function that `#[cached_scoped]` accepts, run: a miss, a hit, another user, an invalidation.
#![deny(warnings, clippy::pedantic)]
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

mod db;

mod arguments;
mod bodies;
mod derives;
mod free_functions;
mod generics;
mod hygiene;
mod keys;
mod leaks;
#[cfg(feature = "test-util")]
mod lives;
mod mutations;
mod options;
mod outcomes;
mod pointers;
mod receivers;
mod returns;
mod same_names;
mod scopes;
mod traits;
