//! How long values live, and how long callers wait.

mod rules;

use std::time::Duration;

pub(crate) use rules::Rules;

/// The settings of a region, unchecked until the region is built.
///
/// ```
/// # use std::time::Duration;
/// # use postcache_core::Policy;
/// let policy = Policy::default().ttl(Duration::from_secs(60)).negative_ttl(Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct Policy {
    ttl: Duration,
    jitter: f64,
    negative_ttl: Option<Duration>,
    join_timeout: Duration,
    store_timeout: Duration,
    max_value_bytes: u64,
}

impl Default for Policy {
    /// ttl 5 minutes, jitter 10 %, no negative caching, join timeout 5 s, store timeout 100 ms, values up to 1 MiB.
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(300),
            jitter: 0.1,
            negative_ttl: None,
            join_timeout: Duration::from_secs(5),
            store_timeout: Duration::from_millis(100),
            max_value_bytes: 1024 * 1024,
        }
    }
}

impl Policy {
    /// Values older than this are not served: 1 ms to 30 days, in whole milliseconds. Default 5 minutes.
    pub const fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }

    /// A random part of at most this fraction is taken off every ttl, so that entries filled together do not expire
    /// together: 0.0 to 0.9. Default 0.1.
    pub const fn jitter(mut self, fraction: f64) -> Self {
        self.jitter = fraction;
        self
    }

    /// Keeps a loaded "not found" (`None`) for so long: 1 ms to 30 days. Default: not kept.
    ///
    /// A region into which `put_new` writes needs a tag then, which the creating mutation invalidates.
    pub const fn negative_ttl(mut self, ttl: Duration) -> Self {
        self.negative_ttl = Some(ttl);
        self
    }

    /// How long a caller waits for another caller's load before it loads for itself: 1 ms to 30 days. Default 5 s.
    pub const fn join_timeout(mut self, limit: Duration) -> Self {
        self.join_timeout = limit;
        self
    }

    /// A store that does not answer a read in this time counts as unreachable for this call: 1 ms to 30 days.
    /// Default 100 ms.
    pub const fn store_timeout(mut self, limit: Duration) -> Self {
        self.store_timeout = limit;
        self
    }

    /// A larger value is returned to its caller and not stored: 1 byte to 1 GiB. Default 1 MiB.
    pub const fn max_value_bytes(mut self, bytes: u64) -> Self {
        self.max_value_bytes = bytes;
        self
    }
}
