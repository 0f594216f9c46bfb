//! The settings of a cache, checked.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Policy;
use crate::clock::Millis;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// What a region starts from.
    pub(crate) policy: Policy,
    pub(crate) overrides: BTreeMap<String, RegionOverride>,
    /// Panic on rows of another scope and on second readers.
    pub(crate) strict: bool,
    pub(crate) fence_ttl: Millis,
    pub(crate) commit_timeout: Millis,
    pub(crate) invalidation_timeout: Millis,
    pub(crate) hit_ratio_target: f64,
    pub(crate) hit_ratio_min_requests: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            overrides: BTreeMap::new(),
            strict: false,
            fence_ttl: Millis::new(15_000),
            commit_timeout: Millis::new(5_000),
            invalidation_timeout: Millis::new(1_000),
            hit_ratio_target: 0.8,
            hit_ratio_min_requests: 100,
        }
    }
}

impl Settings {
    /// The policy of a region, and what of it the configuration said.
    pub(crate) fn effective(&self, region: &str, asked: Policy) -> (Policy, RegionOverride) {
        let change = self.overrides.get(region).copied().unwrap_or_default();
        (change.apply(asked), change)
    }
}

/// What a configuration says about one region, over what the code says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RegionOverride {
    /// `Some(false)`: reads of the region call their loader and nothing is stored. Its mutations go on as ever.
    pub enabled: Option<bool>,
    /// Another ttl.
    pub ttl: Option<Duration>,
    /// Another jitter.
    pub jitter: Option<f64>,
    /// Another ttl for "not found".
    pub negative_ttl: Option<Duration>,
    /// Another limit for single values.
    pub max_value_bytes: Option<u64>,
}

impl RegionOverride {
    pub(crate) fn apply(&self, mut policy: Policy) -> Policy {
        if let Some(ttl) = self.ttl {
            policy = policy.ttl(ttl);
        }
        if let Some(jitter) = self.jitter {
            policy = policy.jitter(jitter);
        }
        if let Some(ttl) = self.negative_ttl {
            policy = policy.negative_ttl(ttl);
        }
        if let Some(bytes) = self.max_value_bytes {
            policy = policy.max_value_bytes(bytes);
        }
        policy
    }
}
