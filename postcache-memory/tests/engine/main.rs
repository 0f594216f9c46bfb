//! The laws of the engine, beside those of every store.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "laws fail by panicking")]

mod bounds;
mod capacity;
mod cleanup;
mod concurrent;
mod leases;
mod listeners;

mod model;
mod mutations;
mod quota;
mod reading;
mod striped;
mod threads;

mod world;
