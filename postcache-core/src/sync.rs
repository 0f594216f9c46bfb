//! What readers of one entry, and the quarantine, share: std's locks, or, in builds with `--cfg postcache_shuttle` alone, those
//! of a scheduler, which tries how several threads may interleave.

#[cfg(not(postcache_shuttle))]
pub(crate) use std::sync::{Mutex, MutexGuard, atomic::AtomicUsize};

#[cfg(postcache_shuttle)]
pub(crate) use shuttle::sync::{Mutex, MutexGuard, atomic::AtomicUsize};
