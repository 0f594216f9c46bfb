//! One timer for all that are under way: it is not moved when an answer comes, and looks who is late when it rings.

use std::pin::Pin;
use std::task::Context;

use postcache_core::{Clock, Instant, Millis};

pub(super) struct Alarm {
    clock: Clock,
    limit: Millis,
    ring: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Alarm {
    pub(super) const fn new(clock: Clock, limit: Millis) -> Self {
        Self { clock, limit, ring: None }
    }

    pub(super) const fn is_set(&self) -> bool {
        self.ring.is_some()
    }

    /// Set to the moment at which who began to wait at `since` is late; at once, without a moment.
    pub(super) fn set(&mut self, since: Option<Instant>) {
        let clock = self.clock.clone();
        let deadline = since.unwrap_or_else(|| clock.now()).after(self.limit);
        self.ring = Some(Box::pin(async move { clock.sleep_until(deadline).await }));
    }

    /// Whether it rings, which it does once.
    pub(super) fn rings(&mut self, context: &mut Context<'_>) -> bool {
        let rings = self.ring.as_mut().is_some_and(|ring| ring.as_mut().poll(context).is_ready());
        if rings {
            self.ring = None;
        }
        rings
    }

    /// Whether who began to wait at `since` has waited for too long.
    pub(super) fn is_over(&self, since: Instant) -> bool {
        since.after(self.limit) <= self.clock.now()
    }
}
