//! How operations of several threads may interleave, tried by a scheduler instead of hoped for.
//!
//! `cargo xtask deep` runs them. By hand, in a target folder of its own because the flags are for every crate:
//! `RUSTFLAGS="--cfg postcache_shuttle --cfg postcache_mutants" cargo test -p postcache-memory --test schedules`. A failure
//! prints the schedule that led to it.

#![cfg(postcache_shuttle)]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "laws fail by panicking")]

mod act;
mod explore;
mod fences;
mod floor;
mod keys;
#[cfg(postcache_mutants)]
mod mutants;
mod register;
mod together;
#[path = "../engine/world.rs"]
#[expect(dead_code, reason = "the laws of the engine need more of it")]
mod world;
