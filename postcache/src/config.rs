//! Settings that choose and shape a cache, for a configuration file.

mod profiles;
#[cfg(feature = "redis")]
mod redis;
mod span;
mod url;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
pub(crate) use url::Backend;

use crate::{Cache, CacheBuilder, Error, Policy, RegionOverride};

/// All settings of a cache, with serde: the backend is a URL, so the same code runs on each.
///
/// Durations are texts with a unit: `"250ms"`, `"30s"`, `"5m"`, `"12h"`, `"7d"`. An unknown field is an error that names it.
/// Start from [`development`](Self::development), [`production`](Self::production) or `test`, or from the defaults.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use postcache::CacheConfig;
///
/// let mut config = CacheConfig::production();
/// config.memory.max_entries_per_scope = 500;
/// config.regions.entry("post-list".to_owned()).or_default().enabled = Some(false);
/// let cache = config.connect().await?;
/// # drop(cache);
/// # Ok(()) }
/// ```
///
/// `Debug` shows neither the URL, which may hold a password, nor the secret and the keys.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CacheConfig {
    /// Where values live: `memory:`, or with the feature `redis` `redis://`, `redis+cluster://`, `redis+sentinel://`,
    /// `unix://`, and with `redis-tls` `rediss://`, `rediss+cluster://`, `rediss+sentinel://`. Default `memory:`.
    pub backend: String,
    /// [`Policy::ttl`]. Default 5 minutes.
    #[serde(with = "span")]
    pub ttl: Duration,
    /// [`Policy::jitter`]. Default 0.1.
    pub jitter: f64,
    /// [`Policy::negative_ttl`]. Default: none.
    #[serde(with = "span::optional", skip_serializing_if = "Option::is_none")]
    pub negative_ttl: Option<Duration>,
    /// [`Policy::join_timeout`]. Default 5 s.
    #[serde(with = "span")]
    pub join_timeout: Duration,
    /// [`Policy::store_timeout`]. Default 100 ms.
    #[serde(with = "span")]
    pub store_timeout: Duration,
    /// [`CacheBuilder::invalidation_timeout`]. Default 1 s.
    #[serde(with = "span")]
    pub invalidation_timeout: Duration,
    /// [`Policy::max_value_bytes`]. Default 1 MiB.
    pub max_value_bytes: u64,
    /// [`CacheBuilder::commit_timeout`]. Default 5 s.
    #[serde(with = "span")]
    pub commit_timeout: Duration,
    /// [`CacheBuilder::fence_ttl`]. Default 15 s.
    #[serde(with = "span")]
    pub fence_ttl: Duration,
    /// [`CacheBuilder::strict`]. Default off.
    pub strict: bool,
    /// The limits of the memory backend.
    pub memory: MemoryConfig,
    /// What a Redis backend needs besides its URL.
    pub redis: RedisConfig,
    /// What is said about single regions, over what the code says.
    pub regions: BTreeMap<String, RegionConfig>,
    /// What [`Cache::health`] judges by.
    pub health: HealthConfig,
    /// Time is moved by hand and nothing runs in the background.
    #[cfg(feature = "test-util")]
    #[serde(skip)]
    manual: bool,
    /// What must not happen in production is an error, or is said when the cache is made: a remote backend without a secret,
    /// memory that several processes would each have their own of. Default off; [`production`](Self::production) sets it.
    pub production: bool,
}

/// The limits of the memory backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct MemoryConfig {
    /// Entries in all. Default 100,000.
    pub max_entries: u64,
    /// Bytes in all. Default 64 MiB.
    pub max_bytes: u64,
    /// Entries of one scope. Default 1,000.
    pub max_entries_per_scope: u64,
    /// Bytes of one scope. Default a 16th of `max_bytes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_bytes_per_scope: Option<u64>,
    /// How often dead entries are freed. Default 60 s.
    #[serde(with = "span")]
    pub cleanup_interval: Duration,
}

/// What a Redis backend needs besides its URL. `Debug` shows neither the secret nor the keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RedisConfig {
    /// What every key begins with; caches of other namespaces share nothing. Default `postcache`.
    pub namespace: String,
    /// The key of the hashes that keys are made of, the same in every process: without it, whoever can read the server's
    /// keys can find out which users have entries. [`CacheConfig::production`] refuses to start without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Values whose encoding is longer than so many bytes are compressed; needs the feature `redis-compression`. Default:
    /// none are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compress_above: Option<usize>,
    /// The keys by which values are encrypted, so that whoever can read the server cannot read them: 16 bytes or more each,
    /// best 32 random ones, and not the `secret`. The first one encrypts, all of them decrypt; what is under another key, or
    /// under none, is a miss. Needs the feature `redis-encryption`. Default: none, and values can be read at the server.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub encryption: Vec<String>,
}

/// What a configuration says about one region; what is left out stays as the code says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RegionConfig {
    /// `false`: its reads call their loader and nothing is stored.
    pub enabled: Option<bool>,
    /// [`Policy::ttl`].
    #[serde(with = "span::optional")]
    pub ttl: Option<Duration>,
    /// [`Policy::jitter`].
    pub jitter: Option<f64>,
    /// [`Policy::negative_ttl`].
    #[serde(with = "span::optional")]
    pub negative_ttl: Option<Duration>,
    /// [`Policy::max_value_bytes`].
    pub max_value_bytes: Option<u64>,
}

/// What [`Cache::health`] judges by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct HealthConfig {
    /// The hit ratio below which it is degraded: 0.0 to 1.0. Default 0.8.
    pub hit_ratio_target: f64,
    /// Judged only above so many reads in the window of a minute. Default 100.
    pub min_requests: u64,
}

impl CacheConfig {
    /// Makes the cache.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the field, its value and the allowed range; an unknown
    /// backend, or one whose feature is off.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future makes no cache.
    pub async fn connect(&self) -> Result<Cache, Error> {
        self.builder().await?.build()
    }

    /// The same, for what a configuration cannot say: [`CacheBuilder::settled`].
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    ///
    /// # Cancel safety
    ///
    /// As [`connect`](Self::connect).
    #[cfg_attr(
        not(feature = "redis"),
        expect(clippy::unused_async, reason = "a remote backend connects here, and code must not change with the URL")
    )]
    pub async fn builder(&self) -> Result<CacheBuilder, Error> {
        let opened = match Backend::parse(&self.backend)? {
            #[cfg(feature = "memory")]
            Backend::Memory => self.open_memory()?,
            #[cfg(not(feature = "memory"))]
            Backend::Memory => return Err(needs_feature("`memory:` needs the feature `memory`")),
            #[cfg(feature = "redis")]
            Backend::Redis => Cache::builder(self.redis.open(&self.backend, self.production).await?),
            #[cfg(not(feature = "redis"))]
            Backend::Redis => return Err(needs_feature("a Redis server needs the feature `redis`")),
        };
        let mut builder = opened.policy(self.policy());
        for (name, region) in &self.regions {
            builder = builder.region_override(name, region.to_override());
        }
        Ok(builder
            .strict(self.strict)
            .commit_timeout(self.commit_timeout)
            .fence_ttl(self.fence_ttl)
            .invalidation_timeout(self.invalidation_timeout)
            .hit_ratio_target(self.health.hit_ratio_target, self.health.min_requests))
    }

    fn policy(&self) -> Policy {
        let policy = Policy::default()
            .ttl(self.ttl)
            .jitter(self.jitter)
            .join_timeout(self.join_timeout)
            .store_timeout(self.store_timeout)
            .max_value_bytes(self.max_value_bytes);
        match self.negative_ttl {
            Some(ttl) => policy.negative_ttl(ttl),
            None => policy,
        }
    }

    #[cfg(feature = "memory")]
    fn open_memory(&self) -> Result<CacheBuilder, Error> {
        if self.production {
            tracing::warn!(
                target: "postcache::config",
                "the backend is memory: mutations by other processes are not seen, so run one process, or use a shared backend"
            );
        }
        let mut store = crate::MemoryStore::builder()
            .max_entries(self.memory.max_entries)
            .max_bytes(self.memory.max_bytes)
            .max_entries_per_scope(self.memory.max_entries_per_scope)
            .cleanup_interval(self.memory.cleanup_interval);
        if let Some(bytes) = self.memory.max_bytes_per_scope {
            store = store.max_bytes_per_scope(bytes);
        }
        #[cfg(feature = "test-util")]
        if self.manual {
            let clock = crate::ManualClock::new();
            let store = store.clock(clock.clone()).without_cleanup_task().build()?;
            return Ok(Cache::builder(store).clock(clock));
        }
        Ok(Cache::builder(store.build()?))
    }
}

#[cfg(not(all(feature = "memory", feature = "redis")))]
fn needs_feature(what: &str) -> Error {
    Error::new(crate::ErrorKind::Unsupported, format!("`backend`: {what} of postcache"))
}

impl fmt::Debug for CacheConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CacheConfig")
            .field("ttl", &self.ttl)
            .field("memory", &self.memory)
            .field("redis", &self.redis)
            .field("regions", &self.regions)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RedisConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisConfig").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}

impl RegionConfig {
    fn to_override(self) -> RegionOverride {
        let mut change = RegionOverride::default();
        change.enabled = self.enabled;
        change.ttl = self.ttl;
        change.jitter = self.jitter;
        change.negative_ttl = self.negative_ttl;
        change.max_value_bytes = self.max_value_bytes;
        change
    }
}
