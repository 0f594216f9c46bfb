//! Each fault that the store promises to survive, made on a real server; and each break of the protocol that the tests must
//! notice, made in the store.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod availability;
mod cells;
mod cluster;
mod compatibility;
#[cfg(feature = "compression")]
mod compression;
mod corruption;
#[cfg(feature = "encryption")]
mod encryption;
mod fences;
mod fills;
mod health;
mod lives;
mod lookups;
mod memory;
mod moving;
mod mutants;
mod outcomes;
mod proxy;
mod puts;
mod sentinel;
mod shutdown;
mod strangers;
mod under_load;
mod versions;
mod wire;
mod world;
