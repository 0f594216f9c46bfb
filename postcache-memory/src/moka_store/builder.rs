//! Makes a store.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::sync::Cache;
use postcache_core::{Clock, Error};

use super::ledger::Ledger;
use super::resident::Resident;
use super::traffic::Traffic;
use super::{MokaStore, Name, Shared};
use crate::builder::within;

/// Makes a [`MokaStore`]; every setting is checked by [`build`](Self::build).
#[must_use = "a store is made by `build()`"]
pub struct MokaStoreBuilder {
    max_bytes: u64,
    clock: Option<Clock>,
}

impl MokaStoreBuilder {
    const MAX_BYTES: (u64, u64) = (64 << 10, 1 << 48);

    pub(super) const fn new() -> Self {
        Self { max_bytes: 64 << 20, clock: None }
    }

    /// The most bytes of all entries: values, keys and overhead. No entry is stored that weighs more than a 64th of it.
    /// 64 KiB to 256 TiB. Default 64 MiB.
    pub const fn max_bytes(mut self, most: u64) -> Self {
        self.max_bytes = most;
        self
    }

    /// What the store reads time from; the same as its cache's. Default: the system's clock. With another one moka frees
    /// nothing when its ttl ends, as it knows none but its own: `run_pending` does.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = Some(clock.into());
        self
    }

    /// Makes the store.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](postcache_core::ErrorKind::Config), naming the field, its value and the allowed range.
    pub fn build(self) -> Result<MokaStore, Error> {
        within("max_bytes", self.max_bytes, Self::MAX_BYTES)?;
        let traffic = Arc::<Traffic>::default();
        let heard = Arc::clone(&traffic);
        let entries = Cache::builder()
            .max_capacity(self.max_bytes)
            .weigher(|_: &Name, resident: &Arc<Resident>| u32::try_from(resident.bytes).unwrap_or(u32::MAX))
            .eviction_listener(move |_, resident: Arc<Resident>, cause| heard.left(&resident, cause));
        let entries = match self.clock {
            None => entries.expire_after(Ttl).build(),
            Some(_) => entries.build(),
        };
        let clock = self.clock.unwrap_or_else(Clock::system);
        Ok(MokaStore(Arc::new(Shared { entries, ledger: Ledger::new(), traffic, clock, max_bytes: self.max_bytes })))
    }
}

impl fmt::Debug for MokaStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MokaStoreBuilder").field("max_bytes", &self.max_bytes).finish_non_exhaustive()
    }
}

/// Moka frees what has expired; whether it may still be served is asked at each read.
struct Ttl;

impl Expiry<Name, Arc<Resident>> for Ttl {
    fn expire_after_create(&self, _: &Name, resident: &Arc<Resident>, _: Instant) -> Option<Duration> {
        Some(resident.ttl.as_duration())
    }

    fn expire_after_update(
        &self,
        _: &Name,
        resident: &Arc<Resident>,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(resident.ttl.as_duration())
    }
}
