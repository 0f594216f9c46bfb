//! Single flight: one load of an entry at a time in this process (PROTOCOL 5).

mod follow;
mod lead;
mod outside;
mod table;

pub(crate) use follow::{Follow, Landed};
pub(crate) use lead::Lead;
pub(crate) use outside::Outside;
pub(crate) use table::{Flights, Join};

use tracing::Instrument;

use crate::RegionInfo;
use crate::store::Kept;

/// Where a flight is. Changes and joins are ordered by the table's lock.
#[derive(Clone)]
enum Phase {
    /// Before and while the lease is asked for.
    Asking,
    /// The loader was called.
    Loading,
    /// From just before the fill is sent. A fill that was sent may have taken effect at any moment, and proves nothing to
    /// whoever comes now.
    Filling(Kept),
    /// Over, with a loaded value; `stored` if the store took it.
    Loaded { value: Kept, stored: bool },
    /// Over: the lease found a value in the store.
    Found,
}

tokio::task_local! {
    /// Set while a loader runs: whatever is read inside it waits for no other flight, or two loaders that read each
    /// other's entries would wait for ever.
    static LOADING: ();
}

/// Runs a loader of `region`, marked as one.
pub(crate) async fn loading<T>(region: &RegionInfo, loader: impl Future<Output = T>) -> T {
    let span = tracing::debug_span!(target: "postcache::load", "load", region = region.name());
    LOADING.scope((), loader).instrument(span).await
}

/// Whether this task is inside a loader.
pub(crate) fn is_loading() -> bool {
    LOADING.try_with(|()| ()).is_ok()
}
