//! The cache-aside engine over the memory store and over the two reference stores, of which one keeps bytes.
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "a test is the runtime of its own tasks")]

mod availability;
mod batch;
mod flaky;
mod flight;
mod freshness;
mod health;
mod isolation;
mod joining;
mod late;
mod leases;
mod modes;
mod mutants;
mod mutation;
mod policy;
mod regions;
mod renewal;
mod repository;
mod shutdown;
mod sites;
mod uncovered;
mod world;
