//! What a function says of how long its value lives.

use std::fmt;
use std::time::Duration;

use crate::Region;
use crate::clock::Millis;

/// How long what a call loads or puts may be served: over the region's policy, and under a configuration that speaks of the
/// region.
#[doc(hidden)]
pub struct Life<V> {
    ttl: Option<Millis>,
    negative_ttl: Option<Millis>,
    own: Option<fn(&V) -> Duration>,
}

impl<V> Life<V> {
    /// As the region says.
    pub(crate) const UNSAID: Self = Self { ttl: None, negative_ttl: None, own: None };

    /// Of a value of `region`, so that its type is known where [`ttl_from`](Self::ttl_from) is written.
    #[must_use]
    pub const fn of<K: ?Sized>(_: &Region<K, V>) -> Self {
        Self::UNSAID
    }

    /// Another ttl than the policy's. Whoever calls has checked its range.
    #[must_use]
    pub const fn ttl(self, millis: u64) -> Self {
        Self { ttl: Some(Millis::new(millis)), ..self }
    }

    /// Another ttl for "there is none".
    #[must_use]
    pub const fn negative_ttl(self, millis: u64) -> Self {
        Self { negative_ttl: Some(Millis::new(millis)), ..self }
    }

    /// The value's own.
    #[must_use]
    pub const fn ttl_from(self, own: fn(&V) -> Duration) -> Self {
        Self { own: Some(own), ..self }
    }

    pub(crate) fn terms(self, value: Option<&V>) -> Terms {
        Terms {
            ttl: self.ttl,
            negative_ttl: self.negative_ttl,
            own: self.own.zip(value).map(|(own, value)| own(value)),
        }
    }
}

impl<V> Clone for Life<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Life<V> {}

impl<V> fmt::Debug for Life<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Life").field("ttl", &self.ttl).field("negative_ttl", &self.negative_ttl).finish_non_exhaustive()
    }
}

/// The same of one value, without its type.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terms {
    pub(crate) ttl: Option<Millis>,
    pub(crate) negative_ttl: Option<Millis>,
    /// What the value says of itself.
    pub(crate) own: Option<Duration>,
}
