//! A scope, and who mutates it.

use postcache_core::store::Cells;
use postcache_core::{Instant, mutants};

use super::cell::Cell;
use super::entry::Entry;
use super::fencing::Fencing;
use crate::list::Ring;
use crate::slab::Slab;
use crate::stamp::Stamp;
use crate::table::Hashed;

/// One scope of this shard.
///
/// It is found by a 64-bit hash alone, which nobody outside can predict. Two scopes that collide share a state, so that what
/// happens to one happens to both: that costs misses and serves nothing, because values are compared by their whole key.
pub(crate) struct Scope {
    hash: u64,
    pub(crate) stamp: Stamp,
    /// Its entries, for the quota.
    pub(crate) entries: Ring<Entry>,
    pub(crate) bytes: u64,
    pub(crate) cells: Ring<Cell>,
    /// Absent while nobody mutates it, as it usually is.
    mutating: Option<Box<Mutating>>,
}

/// The mutations of a scope, while there are any.
pub(crate) struct Mutating {
    /// Those that cover all of it.
    pub(crate) whole: Fencing,
    /// All of them. Its stamp changes with each that begins or ends, and with each invalidation, so that a mutation that
    /// finds its own has met nobody.
    pub(crate) register: Fencing,
    pub(crate) stamp: Stamp,
    /// How many of the scope's cells are fenced or held.
    pub(crate) marked: u32,
}

impl Scope {
    pub(crate) fn new(hash: u64) -> Self {
        Self { hash, stamp: Stamp::fresh(), entries: Ring::EMPTY, bytes: 0, cells: Ring::EMPTY, mutating: None }
    }

    pub(crate) fn is_fenced(&self, now: Instant) -> bool {
        self.mutating.as_ref().is_some_and(|mutating| mutating.whole.stands(now))
    }

    pub(crate) fn mutating(&mut self) -> &mut Mutating {
        self.mutating.get_or_insert_with(|| {
            Box::new(Mutating {
                whole: Fencing::default(),
                register: Fencing::default(),
                stamp: Stamp::fresh(),
                marked: 0,
            })
        })
    }

    /// Tells whoever is mutating the scope that he is not alone.
    pub(crate) fn tell(&mut self) {
        if let Some(mutating) = &mut self.mutating
            && !mutants::on("M18")
        {
            mutating.stamp = Stamp::fresh();
        }
    }

    /// Whether `more` cells may be fenced before the whole scope is fenced instead.
    pub(crate) fn has_room_for_fences(&self, more: usize) -> bool {
        self.marked() as usize + more <= Cells::MAX
    }

    /// How many of its cells are fenced or held.
    pub(crate) fn marked(&self) -> u32 {
        self.mutating.as_ref().map_or(0, |mutating| mutating.marked)
    }

    /// Whether [`is_idle`](Self::is_idle) is worth asking.
    pub(crate) fn may_be_idle(&self) -> bool {
        self.mutating.is_some() || (self.entries.len() == 0 && self.cells.len() == 0)
    }

    /// Forgets what is over; true if nobody would miss the scope.
    pub(crate) fn is_idle(&mut self, now: Instant) -> bool {
        if let Some(mutating) = &mut self.mutating {
            let over = mutating.whole.is_over(now) & mutating.register.is_over(now);
            if over && mutating.marked == 0 {
                self.mutating = None;
            }
        }
        self.mutating.is_none() && self.entries.len() == 0 && self.cells.len() == 0
    }
}

impl Hashed for Scope {
    fn hash(&self) -> u64 {
        self.hash
    }
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(Slab::<Scope>::SLOT <= 48, "a store may hold a million scopes of one entry");
