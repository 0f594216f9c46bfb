//! Durations below the builders.

use std::time::Duration;

use crate::Error;

/// A span of whole milliseconds.
///
/// Made from a [`Duration`] by [`checked`](Self::checked) where a setting comes in, so that below the builders no span is
/// zero, rounded or out of range by accident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(u64);

impl Millis {
    /// The longest ttl and grace together: 30 days.
    pub const MAX: Self = Self(30 * 24 * 60 * 60 * 1000);

    /// A span of `millis`.
    #[must_use]
    pub const fn new(millis: u64) -> Self {
        Self(millis)
    }

    /// The milliseconds.
    #[must_use]
    #[inline]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// As the standard type.
    #[must_use]
    pub const fn as_duration(self) -> Duration {
        Duration::from_millis(self.0)
    }

    /// The whole milliseconds of `span`; the most there are if it is longer.
    pub(crate) fn saturating(span: Duration) -> Self {
        Self(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
    }

    /// The span of a setting called `field`: 1 ms to 30 days, in whole milliseconds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for zero, fractions of a millisecond, and more than 30 days.
    pub fn checked(field: &str, span: Duration) -> Result<Self, Error> {
        let Self(millis) = Self::saturating(span);
        if millis == 0 || millis > Self::MAX.0 || Duration::from_millis(millis) != span {
            return Err(Error::config(field, format_args!("{span:?}"), "1 ms to 30 days, in whole milliseconds"));
        }
        Ok(Self(millis))
    }
}
