//! What a value can depend on beside its scope: a tag, or an entry while somebody may fill or is changing it.

use postcache_core::{Instant, TagSet, mutants};

use super::bundle::Bundle;
use super::fencing::Fencing;
use super::scope::Scope;
use crate::list::Links;
use crate::slab::At;
use crate::stamp::Stamp;
use crate::table::Hashed;

/// The state of one tag or entry of a scope.
///
/// It is found by a 64-bit hash alone. Two names that collide share a cell, so that what happens to one happens to both:
/// that costs a miss and serves nothing, because values are compared by their whole key.
pub(crate) struct Cell {
    id: u64,
    pub(crate) stamp: Stamp,
    pub(crate) fencing: Fencing,
    lease: Option<Standing>,
    /// Leases that were revoked and have not come back yet.
    revoked: u32,
    /// After this moment leases that have not come back are forgotten.
    until: Instant,
    /// The entries and leases that link to it as one of their tags.
    pub(crate) users: u32,
    pub(crate) scope: At<Scope>,
    pub(crate) in_scope: Links<Self>,
    /// It was leased since pressure last looked at it.
    young: bool,
}

/// The leases that may fill an entry: all of the same stamps.
pub(crate) struct Standing {
    pub(crate) scope: Stamp,
    pub(crate) tags: At<Bundle>,
    pub(crate) tag_set: TagSet,
    leases: u32,
}

/// A tag, and the stamp that it had.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) tag: At<Cell>,
    pub(crate) stamp: Stamp,
}

impl Cell {
    pub(crate) fn new(id: u64, scope: At<Scope>) -> Self {
        Self {
            id,
            stamp: if mutants::on("M29") { Stamp::from_word(0) } else { Stamp::fresh() },
            fencing: Fencing::default(),
            lease: None,
            revoked: 0,
            until: Instant::default(),
            users: 0,
            scope,
            in_scope: Links::NONE,
            young: true,
        }
    }

    pub(crate) fn is(&self, id: u64, scope: At<Scope>) -> bool {
        self.id == id && self.scope == scope
    }

    pub(crate) const fn standing(&self) -> Option<&Standing> {
        self.lease.as_ref()
    }

    /// One more lease of the same stamps.
    pub(crate) fn join(&mut self, until: Instant) -> Option<Stamp> {
        self.lease.as_mut()?.leases += 1;
        self.until = self.until.max(until);
        self.young = true;
        Some(self.stamp)
    }

    /// A lease of these stamps, the first of its kind. [`restamp`](Self::restamp) comes before it.
    pub(crate) fn lend(&mut self, scope: Stamp, tags: At<Bundle>, tag_set: TagSet, until: Instant) -> Stamp {
        self.lease = Some(Standing { scope, tags, tag_set, leases: 1 });
        self.until = self.until.max(until);
        self.young = true;
        self.stamp
    }

    /// A new stamp: what depended on the old one is dead, leases included. Their links are the caller's to undo.
    #[must_use]
    pub(crate) fn restamp(&mut self) -> At<Bundle> {
        self.stamp = Stamp::fresh();
        let Some(standing) = self.lease.take() else { return At::NONE };
        self.revoked += standing.leases;
        standing.tags
    }

    /// A lease comes back. The links of the last one that stood are the caller's to undo.
    #[must_use]
    pub(crate) fn give_back(&mut self, lease: Stamp) -> At<Bundle> {
        if lease != self.stamp {
            self.revoked = self.revoked.saturating_sub(1);
            return At::NONE;
        }
        if let Some(standing) = &mut self.lease {
            standing.leases -= 1;
            if standing.leases > 0 {
                return At::NONE;
            }
        }
        self.lease.take().map_or(At::NONE, |standing| standing.tags)
    }

    /// Whether a lease is out that may still come back.
    fn is_lent(&self, now: Instant) -> bool {
        (self.lease.is_some() || self.revoked > 0) && now < self.until
    }

    /// Nobody would miss it.
    pub(crate) fn is_idle(&self, now: Instant) -> bool {
        self.users == 0 && !self.fencing.stands(now) && !self.is_lent(now)
    }

    /// Whether forgetting it costs no more than the fill of a lease: neither fenced nor held, nor what entries depend on.
    pub(crate) fn may_go(&self, now: Instant) -> bool {
        self.users == 0 && !self.fencing.stands(now)
    }

    pub(crate) const fn take_youth(&mut self) -> bool {
        std::mem::replace(&mut self.young, false)
    }
}

impl Hashed for Cell {
    fn hash(&self) -> u64 {
        self.id
    }
}
