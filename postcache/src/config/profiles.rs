//! Settings for where a program runs.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{CacheConfig, HealthConfig, MemoryConfig, RedisConfig};

impl Default for CacheConfig {
    fn default() -> Self {
        Self {
            backend: "memory:".to_owned(),
            ttl: Duration::from_secs(300),
            jitter: 0.1,
            negative_ttl: None,
            join_timeout: Duration::from_secs(5),
            store_timeout: Duration::from_millis(100),
            invalidation_timeout: Duration::from_secs(1),
            max_value_bytes: 1024 * 1024,
            commit_timeout: Duration::from_secs(5),
            fence_ttl: Duration::from_secs(15),
            strict: false,
            memory: MemoryConfig::default(),
            redis: RedisConfig::default(),
            regions: BTreeMap::new(),
            health: HealthConfig::default(),
            #[cfg(feature = "test-util")]
            manual: false,
            production: false,
        }
    }
}

impl Default for MemoryConfig {
    fn default() -> Self {
        Self {
            max_entries: 100_000,
            max_bytes: 64 * 1024 * 1024,
            max_entries_per_scope: 1_000,
            max_bytes_per_scope: None,
            cleanup_interval: Duration::from_secs(60),
        }
    }
}

impl Default for RedisConfig {
    fn default() -> Self {
        Self { namespace: "postcache".to_owned(), secret: None, compress_above: None, encryption: Vec::new() }
    }
}

impl Default for HealthConfig {
    fn default() -> Self {
        Self { hit_ratio_target: 0.8, min_requests: 100 }
    }
}

impl CacheConfig {
    /// For a developer's machine: ttl 30 s, cleanup each 10 s, and a panic where a loader returns a row of another scope or
    /// a second function reads a region.
    #[must_use]
    pub fn development() -> Self {
        let mut config = Self { ttl: Duration::from_secs(30), strict: true, ..Self::default() };
        config.memory.cleanup_interval = Duration::from_secs(10);
        config
    }

    /// For servers: ttl 10 minutes, cleanup each 15 s, mistakes are logged and counted.
    #[must_use]
    pub fn production() -> Self {
        let mut config = Self { ttl: Duration::from_secs(600), production: true, ..Self::default() };
        config.memory.cleanup_interval = Duration::from_secs(15);
        config
    }

    /// For tests: deterministic and synchronous. Time stands still until [`Cache::manual_clock`](crate::Cache::manual_clock)
    /// moves it, nothing runs in the background (cleanup is [`Cache::run_pending`](crate::Cache::run_pending)), ttls have
    /// no jitter, and mistakes panic.
    #[cfg(feature = "test-util")]
    #[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
    #[must_use]
    pub fn test() -> Self {
        Self { jitter: 0.0, strict: true, manual: true, ..Self::default() }
    }
}
