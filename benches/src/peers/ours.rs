//! `PostCache`: through the annotation, through a region, and the bare store.

mod annotated;
mod bare;
mod by_region;
mod shared;

pub(crate) use annotated::Annotated;
pub(crate) use bare::{BareStore, leases, payload};
pub(crate) use by_region::{ByRegion, Peek};
pub(crate) use shared::Shared;

use postcache::{MemoryStore, Scope};

use super::Setup;

/// An application's user.
#[derive(Debug, Scope)]
pub(crate) struct Reader {
    #[scope]
    id: i64,
}

#[inline]
pub(crate) const fn whose(user: i64) -> Reader {
    Reader { id: user }
}

fn store_of(setup: &Setup) -> MemoryStore {
    at_most(setup.capacity)
}

/// So many entries in all, and no less for a single scope. Scopes count as entries.
pub(crate) fn at_most(entries: usize) -> MemoryStore {
    let entries = entries as u64;
    let builder = MemoryStore::builder().max_entries(entries).max_entries_per_scope(entries);
    let builder = builder.max_bytes(8 << 30).max_bytes_per_scope(8 << 30);
    builder.without_cleanup_task().build().expect("limits in range")
}
