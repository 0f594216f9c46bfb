//! Makes a cache.

use std::sync::Arc;
use std::time::Duration;

use super::{Cache, RegionOverride, Settings, Settled};
use crate::clock::{Clock, Millis};
use crate::policy::Rules;
use crate::store::CacheStore;
use crate::{Error, Policy};

/// Makes a [`Cache`]; every setting is checked by [`build`](Self::build).
#[derive(Debug)]
#[must_use = "a cache is made by `build()`"]
pub struct CacheBuilder {
    store: Arc<dyn CacheStore>,
    clock: Clock,
    settings: Settings,
    settled: Settled,
    fence_ttl: Option<Duration>,
    commit_timeout: Option<Duration>,
    invalidation_timeout: Option<Duration>,
}

impl CacheBuilder {
    pub(super) fn new(store: Arc<dyn CacheStore>) -> Self {
        Self {
            store,
            clock: Clock::system(),
            settings: Settings::default(),
            settled: Settled::default(),
            fence_ttl: None,
            commit_timeout: None,
            invalidation_timeout: None,
        }
    }

    /// What the cache reads time from; the same as its store's. Default: the system's clock.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// The policy that regions start from. Default: [`Policy::default`].
    pub fn policy(mut self, policy: Policy) -> Self {
        self.settings.policy = policy;
        self
    }

    /// What a configuration says about the region called `name`, over what the code says.
    pub fn region_override(mut self, name: impl Into<String>, change: RegionOverride) -> Self {
        self.settings.overrides.insert(name.into(), change);
        self
    }

    /// Errors of this type that prove that nothing was or will be written (validation, a constraint, not found). A mutation
    /// that fails otherwise may still commit, so its fence stands for the [`commit_timeout`](Self::commit_timeout).
    ///
    /// Once for each error type. Not settled: timeouts, broken connections, an error after an earlier statement committed by
    /// itself.
    pub fn settled<E: 'static>(mut self, proves: fn(&E) -> bool) -> Self {
        self.settled.insert(proves);
        self
    }

    /// Panics when a loader returns a row of another scope, and when a second annotated function reads a region: for
    /// development and tests. Default: logged and counted.
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// After so long a commit that was on its way when its mutation failed or was cancelled cannot take effect any more:
    /// your database's statement, lock and transaction timeouts. Less than the fence ttl. Default 5 s.
    pub fn commit_timeout(mut self, limit: Duration) -> Self {
        self.commit_timeout = Some(limit);
        self
    }

    /// The fence of a mutation whose process died ends after so long, on a remote store. Default 15 s.
    pub fn fence_ttl(mut self, ttl: Duration) -> Self {
        self.fence_ttl = Some(ttl);
        self
    }

    /// A store that does not confirm a fence or an invalidation in this time counts as unreachable for it: the mutation goes
    /// on, and what was not confirmed is repeated in the background. Default 1 s.
    pub fn invalidation_timeout(mut self, limit: Duration) -> Self {
        self.invalidation_timeout = Some(limit);
        self
    }

    /// The hit ratio below which [`health`](Cache::health) is degraded, judged only above `min_requests` reads in the
    /// window. Default 0.8 above 100.
    pub fn hit_ratio_target(mut self, target: f64, min_requests: u64) -> Self {
        self.settings.hit_ratio_target = target;
        self.settings.hit_ratio_min_requests = min_requests;
        self
    }

    /// Makes the cache.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the field, its value and the allowed range.
    pub fn build(mut self) -> Result<Cache, Error> {
        Rules::try_from(self.settings.policy)?;
        for (name, change) in &self.settings.overrides {
            Rules::try_from(change.apply(self.settings.policy))
                .map_err(|error| Error::new(error.kind(), format!("in `regions.{name}`: {error}")))?;
        }
        if !(0.0..=1.0).contains(&self.settings.hit_ratio_target) {
            return Err(Error::config("hit_ratio_target", self.settings.hit_ratio_target, "0.0 to 1.0"));
        }
        if let Some(ttl) = self.fence_ttl {
            self.settings.fence_ttl = Millis::checked("fence_ttl", ttl)?;
        }
        if let Some(limit) = self.commit_timeout {
            self.settings.commit_timeout = Millis::checked("commit_timeout", limit)?;
        }
        if let Some(limit) = self.invalidation_timeout {
            self.settings.invalidation_timeout = Millis::checked("invalidation_timeout", limit)?;
        }
        let (hold, fence) = (self.settings.commit_timeout.get(), self.settings.fence_ttl.get());
        // A fence is renewed each third of its ttl, and must outlive a commit that a renewal just missed (PROTOCOL A4).
        if hold + fence / 3 >= fence {
            let allowed = format!("less than two thirds of the fence ttl ({fence} ms)");
            return Err(Error::config("commit_timeout", format_args!("{hold} ms"), &allowed));
        }
        Ok(self.build_default())
    }

    pub(super) fn build_default(self) -> Cache {
        Cache::assemble(self.store, self.clock, self.settings, self.settled)
    }
}
