//! Makes a store.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use postcache_core::{Clock, Error, ErrorKind, Millis};

use crate::audience::Audience;
use crate::cleanup::Cleanup;
use crate::engine::Engine;
use crate::eviction::{Eviction, Listener};
use crate::limits::Limits;
use crate::store::MemoryStore;

/// Makes a [`MemoryStore`]; every setting is checked by [`build`](Self::build).
#[must_use = "a store is made by `build()`"]
pub struct MemoryStoreBuilder {
    max_entries: u64,
    max_bytes: u64,
    max_entries_per_scope: Option<u64>,
    max_bytes_per_scope: Option<u64>,
    cleanup_interval: Option<Duration>,
    clock: Clock,
    listener: Option<Listener>,
    shards: Option<usize>,
}

impl MemoryStoreBuilder {
    const MAX_ENTRIES: (u64, u64) = (16, 1 << 31);
    const MAX_BYTES: (u64, u64) = (64 << 10, 1 << 48);
    const MAX_SHARDS: usize = 1 << 12;
    const ENTRIES_PER_SCOPE: u64 = 1_000;

    pub(crate) fn new() -> Self {
        Self {
            max_entries: 100_000,
            max_bytes: 64 << 20,
            max_entries_per_scope: None,
            max_bytes_per_scope: None,
            cleanup_interval: Some(Duration::from_secs(60)),
            clock: Clock::system(),
            listener: None,
            shards: None,
        }
    }

    /// The most entries of all scopes; scopes and what they have under way count too. 16 to 2^31. Default 100,000.
    pub fn max_entries(mut self, most: u64) -> Self {
        self.max_entries = most;
        self
    }

    /// The most bytes of all entries: values, keys and overhead. No entry is stored that weighs more than a 64th of it.
    /// 64 KiB to 256 TiB. Default 64 MiB.
    pub fn max_bytes(mut self, most: u64) -> Self {
        self.max_bytes = most;
        self
    }

    /// The most entries of one scope; one more evicts from this scope, and from no other. The shared scope has no such
    /// limit. 1 to `max_entries`. Default 1,000, or `max_entries` where that is less.
    pub fn max_entries_per_scope(mut self, most: u64) -> Self {
        self.max_entries_per_scope = Some(most);
        self
    }

    /// The most bytes of one scope. No entry is stored that weighs more than an eighth of it. 4 KiB to `max_bytes`.
    /// Default a 16th of `max_bytes`.
    pub fn max_bytes_per_scope(mut self, most: u64) -> Self {
        self.max_bytes_per_scope = Some(most);
        self
    }

    /// How often a task frees what is dead. It starts at the first use inside a tokio runtime and ends with the store.
    /// 1 ms to 30 days. Default 60 s.
    pub fn cleanup_interval(mut self, interval: Duration) -> Self {
        self.cleanup_interval = Some(interval);
        self
    }

    /// No task: what is dead is freed when it is met, and by `run_pending`. For tests.
    pub fn without_cleanup_task(mut self) -> Self {
        self.cleanup_interval = None;
        self
    }

    /// What the store reads time from; the same as its cache's. Default: the system's clock.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// Hears of every entry that leaves, outside every lock, on whatever thread it left. A panic in it is logged and goes
    /// no further.
    pub fn eviction_listener(mut self, listener: impl Fn(&Eviction<'_>) + Send + Sync + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// How many locks the scopes are spread over: a power of two, 1 to 4,096. Default four for each processor, at least 16.
    pub fn shards(mut self, shards: usize) -> Self {
        self.shards = Some(shards);
        self
    }

    /// Makes the store.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], naming the field, its value and the allowed range.
    pub fn build(self) -> Result<MemoryStore, Error> {
        within("max_entries", self.max_entries, Self::MAX_ENTRIES)?;
        within("max_bytes", self.max_bytes, Self::MAX_BYTES)?;
        if let Some(most) = self.max_entries_per_scope {
            within("max_entries_per_scope", most, (1, self.max_entries))?;
        }
        if let Some(most) = self.max_bytes_per_scope {
            within("max_bytes_per_scope", most, (4 << 10, self.max_bytes))?;
        }
        if let Some(shards) = self.shards
            && !(shards.is_power_of_two() && shards <= Self::MAX_SHARDS)
        {
            return Err(out_of_range("shards", shards, &format!("a power of two from 1 to {}", Self::MAX_SHARDS)));
        }
        let interval =
            self.cleanup_interval.map(|interval| Millis::checked("cleanup_interval", interval)).transpose()?;
        Ok(self.assemble(interval))
    }

    /// With every setting at its default, which is in its range.
    pub(crate) fn build_default(self) -> MemoryStore {
        let interval = self.cleanup_interval.and_then(|interval| Millis::checked("cleanup_interval", interval).ok());
        self.assemble(interval)
    }

    fn assemble(self, interval: Option<Millis>) -> MemoryStore {
        let per_scope = self.max_entries_per_scope.unwrap_or(Self::ENTRIES_PER_SCOPE).min(self.max_entries);
        let limits = Limits {
            max_entries: self.max_entries,
            max_bytes: self.max_bytes,
            max_entries_per_scope: u32::try_from(per_scope).unwrap_or(u32::MAX),
            max_bytes_per_scope: self.max_bytes_per_scope.unwrap_or(self.max_bytes / 16),
        };
        let shards = self.shards.unwrap_or_else(default_shards);
        let (audience, cleanup) = (Audience::new(self.listener), Cleanup::new(interval));
        MemoryStore::of(Arc::new(Engine::new(shards, limits, self.clock, audience, cleanup)))
    }
}

impl fmt::Debug for MemoryStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStoreBuilder")
            .field("max_entries", &self.max_entries)
            .field("max_bytes", &self.max_bytes)
            .field("max_entries_per_scope", &self.max_entries_per_scope)
            .field("max_bytes_per_scope", &self.max_bytes_per_scope)
            .field("cleanup_interval", &self.cleanup_interval)
            .finish_non_exhaustive()
    }
}

fn default_shards() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (4 * processors).next_power_of_two().clamp(16, MemoryStoreBuilder::MAX_SHARDS)
}

pub(crate) fn within(field: &str, value: u64, (least, most): (u64, u64)) -> Result<(), Error> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(out_of_range(field, value, &format!("{least} to {most}")))
    }
}

fn out_of_range(field: &str, value: impl fmt::Display, allowed: &str) -> Error {
    Error::new(ErrorKind::Config, format!("`{field}` is {value}; allowed is {allowed}"))
}
