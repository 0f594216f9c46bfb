//! A policy whose every field was checked.

use std::hash::{BuildHasher, RandomState};

use super::Policy;
use crate::Error;
use crate::clock::Millis;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rules {
    pub(crate) ttl: Millis,
    jitter: f64,
    pub(crate) negative_ttl: Option<Millis>,
    pub(crate) join_timeout: Millis,
    pub(crate) store_timeout: Millis,
    pub(crate) max_value_bytes: u64,
}

impl TryFrom<Policy> for Rules {
    type Error = Error;

    fn try_from(policy: Policy) -> Result<Self, Error> {
        if !(0.0..=0.9).contains(&policy.jitter) {
            return Err(Error::config("jitter", policy.jitter, "0.0 to 0.9, the fraction of the ttl"));
        }
        if !(1..=1 << 30).contains(&policy.max_value_bytes) {
            return Err(Error::config("max_value_bytes", policy.max_value_bytes, "1 byte to 1 GiB"));
        }
        Ok(Self {
            ttl: Millis::checked("ttl", policy.ttl)?,
            jitter: policy.jitter,
            negative_ttl: policy.negative_ttl.map(|ttl| Millis::checked("negative_ttl", ttl)).transpose()?,
            join_timeout: Millis::checked("join_timeout", policy.join_timeout)?,
            store_timeout: Millis::checked("store_timeout", policy.store_timeout)?,
            max_value_bytes: policy.max_value_bytes,
        })
    }
}

impl Rules {
    /// The longest that a value lives.
    pub(crate) fn longest_ttl(&self) -> Millis {
        self.negative_ttl.map_or(self.ttl, |negative| self.ttl.max(negative))
    }

    /// The ttl of one fill: a random part is taken off `ttl`, never all of it.
    pub(crate) fn jittered(&self, ttl: Millis) -> Millis {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "30 days of milliseconds fit into 53 bits"
        )]
        let most = (ttl.get() as f64 * self.jitter) as u64;
        if most == 0 {
            return ttl;
        }
        // Each `RandomState` has its own keys: a random number without a generator to share.
        let part = RandomState::new().hash_one(0_u8) % (most + 1);
        Millis::new(ttl.get().saturating_sub(part).max(1))
    }
}
