//! What one thread does to the register.

use postcache_core::CacheStore;
use postcache_core::store::Want;

use crate::register::Register;
use crate::world::{one, scope_of, tag, whole};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Get,
    /// From a miss to a fill.
    Read,
    /// The same, whatever there is.
    Refresh,
    /// A lease that is given back.
    Release,
    /// A lease that never comes back.
    Lease,
    /// A mutation with a put, over the entry, its tag, or all of the scope.
    MutateEntry,
    MutateTag,
    MutateScope,
    /// A mutation of unknown outcome.
    Lapse,
    /// One that was given up and ends all the same.
    FinishLate,
    /// Writes around the cache, and what ends the old value.
    WriteThenInvalidate,
    WriteThenInvalidateTag,
    WriteThenClear,
    /// Cleanup.
    Sweep,
    /// Entries of other scopes.
    Crowd,
    /// Entries of the same scope.
    CrowdScope,
    /// Leases of the same scope.
    CrowdLeases,
    /// Time, in which holds end.
    Pass,
}

impl Act {
    pub(crate) const ALL: [Self; 18] = [
        Self::Get,
        Self::Read,
        Self::Refresh,
        Self::Release,
        Self::Lease,
        Self::MutateEntry,
        Self::MutateTag,
        Self::MutateScope,
        Self::Lapse,
        Self::FinishLate,
        Self::WriteThenInvalidate,
        Self::WriteThenInvalidateTag,
        Self::WriteThenClear,
        Self::Sweep,
        Self::Crowd,
        Self::CrowdScope,
        Self::CrowdLeases,
        Self::Pass,
    ];

    pub(crate) fn take(self, on: &Register) {
        let entry = &on.entry;
        match self {
            Self::Get => on.get(),
            Self::Read => on.read(Want::Any),
            Self::Refresh => on.read(Want::Fresh),
            Self::Release => on.lease().into_iter().for_each(|lease| on.world.store.release(lease)),
            Self::Lease => drop(on.lease()),
            Self::MutateEntry => _ = on.mutate(one(entry)),
            Self::MutateTag => _ = on.mutate(tag(entry, "x")),
            Self::MutateScope => _ = on.mutate(whole(entry)),
            Self::Lapse => on.lapse(one(entry)),
            Self::FinishLate => on.finish_late(one(entry)),
            Self::WriteThenInvalidate => on.write(|world| world.invalidate(one(entry))),
            Self::WriteThenInvalidateTag => on.write(|world| world.invalidate(tag(entry, "x"))),
            Self::WriteThenClear => on.write(|world| world.clear(&scope_of(entry))),
            Self::Sweep => on.world.clean(),
            Self::Crowd => on.crowd(),
            Self::CrowdScope => on.crowd_scope(),
            Self::CrowdLeases => on.crowd_leases(),
            Self::Pass => on.pass(),
        }
    }
}
