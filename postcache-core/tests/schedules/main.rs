//! How readers of one entry, and those who change it, may interleave, tried by a scheduler instead of hoped for.
//!
//! `cargo xtask deep` runs them. By hand, in a target folder of its own because the flags are for every crate:
//! `RUSTFLAGS="--cfg postcache_shuttle --cfg postcache_mutants" cargo test -p postcache-core --features test-util --test
//! schedules`. A failure prints the schedule that led to it; a deadlock is one.

#![cfg(postcache_shuttle)]
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

mod explore;
mod flight;
#[cfg(postcache_mutants)]
mod mutants;
mod readers;
