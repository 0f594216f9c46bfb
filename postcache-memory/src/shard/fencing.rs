//! Whether mutations cover something.

use postcache_core::Instant;

/// The mutations that are under way over one cell, one scope or one register, and how long those of unknown outcome hold it.
#[derive(Default)]
pub(crate) struct Fencing {
    live: u32,
    held_until: Instant,
}

impl Fencing {
    #[inline]
    pub(crate) fn stands(&self, now: Instant) -> bool {
        self.live > 0 || now < self.held_until
    }

    pub(crate) const fn raise(&mut self) {
        self.live += 1;
    }

    /// A mutation ends; one of unknown outcome goes on to hold it.
    pub(crate) fn lower(&mut self, held_until: Option<Instant>) {
        self.live = self.live.saturating_sub(1);
        self.held_until = self.held_until.max(held_until.unwrap_or_default());
    }

    /// Whether it has stood since it was last found [over](Self::is_over).
    pub(crate) fn is_marked(&self) -> bool {
        self.live > 0 || self.held_until > Instant::default()
    }

    /// Forgets a hold whose time is over; true if nothing stands.
    pub(crate) fn is_over(&mut self, now: Instant) -> bool {
        let over = !self.stands(now);
        if over {
            self.held_until = Instant::default();
        }
        over
    }
}
