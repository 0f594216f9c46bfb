//! What threads share: the real thing, or, in builds with `--cfg postcache_shuttle` alone, a scheduler's, which tries how
//! operations of several threads may interleave.
//!
//! Where a switch between two threads can change nothing that anybody sees, std's stay: ids that are only ever drawn, and how
//! an entry was used of late.

#[cfg(not(postcache_shuttle))]
pub(crate) use parking_lot::RwLock;
#[cfg(not(postcache_shuttle))]
pub(crate) use std::sync::atomic::AtomicU64;
#[cfg(not(postcache_shuttle))]
pub(crate) use std::thread_local;

#[cfg(postcache_shuttle)]
pub(crate) use scheduled::RwLock;
#[cfg(postcache_shuttle)]
pub(crate) use shuttle::sync::atomic::AtomicU64;
#[cfg(postcache_shuttle)]
pub(crate) use shuttle::thread_local;

#[cfg(postcache_shuttle)]
mod scheduled {
    use std::sync::PoisonError;

    use shuttle::sync::{RwLockReadGuard, RwLockWriteGuard};

    /// As that of `parking_lot`: a panic under it poisons nothing.
    #[derive(Default)]
    pub(crate) struct RwLock<T>(shuttle::sync::RwLock<T>);

    impl<T> RwLock<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(shuttle::sync::RwLock::new(value))
        }

        pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
            self.0.read().unwrap_or_else(PoisonError::into_inner)
        }

        pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
            self.0.write().unwrap_or_else(PoisonError::into_inner)
        }
    }
}
