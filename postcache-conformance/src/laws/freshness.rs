//! How old a value may be: leases, and what revokes them.

mod interleaving;
mod lease;
mod reader;
mod stage;
mod threads;
mod writer;

pub(crate) use interleaving::{
    every_interleaving_of_a_reader_and_a_writer_is_fresh, every_interleaving_of_two_writers_is_fresh,
};
pub(crate) use lease::{
    a_lease_fills_once, a_lease_finds_what_came_meanwhile, a_lease_is_refused_under_any_fence,
    a_lease_that_outlived_its_cells_fills_nothing, a_released_lease_leaves_nothing,
};
pub(crate) use threads::threads_never_read_below_the_floor;

use postcache_core::CacheStore;
use postcache_core::store::{Cells, Filled, OwnedEntry, PutOutcome};

use crate::Fixture;
use crate::trial::{Process, Seen, Trial, entries, every_way_to_name};

/// A value is served only while its entry, its scope and each tag have the stamps of its lease.
///
/// Bugs of others: `HybridCache` (dotnet/extensions 7411) reads a tag's time once and never again; `FusionCache` 419: entries
/// whose write to memory was skipped ignored the removal of their tag.
pub(crate) async fn every_dependency_of_a_value_can_end_it<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        for (way, cells) in every_way_to_name(&entry) {
            store.load(&entry, 1).await;
            assert_eq!(other.get(&entry).await, Seen::Value(1));
            other.invalidate(cells).await;
            for process in [store, &other] {
                assert_eq!(process.get(&entry).await, Seen::Miss, "{way} was invalidated");
            }
        }
    }
}

/// A load that began before a change is not stored after it, whatever the change was, and whatever cell of the value it
/// named.
///
/// The race: a reader misses and loads the old row; a writer commits and invalidates; the reader stores what it has. Run: moka
/// 0.12.16 `get_with`, foyer 0.22.6, cachet 0.16.0, cached 4.1.0 and multi-tier-cache 0.6.9 all keep the old value. Issues of
/// `FusionCache` (535, 625, and with tags 628), Caffeine (193, 251, 1739) and lakekeeper (1843) tell of it.
pub(crate) async fn a_fill_is_refused_after_any_change<F: Fixture>(trial: &Trial<F>) {
    let (reader, writer) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        for (way, cells) in every_way_to_name(&entry) {
            for change in Change::ALL {
                let lease = crate::trial::granted(reader.lease(&entry).await);
                let fence = change.happens(&writer, &entry, cells.clone()).await;
                assert_ne!(reader.fill(lease, 1).await, Filled::Stored, "{way}: {change:?}, and then the fill");
                let left = if change == Change::WriteThrough { Seen::Value(2) } else { Seen::Miss };
                assert_eq!(reader.get(&entry).await, left, "{way}: {change:?}");
                if let Some(fence) = fence {
                    writer.finish(&fence).await;
                }
                writer.invalidate(entries([&entry])).await;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Invalidation,
    FenceThatStands,
    Mutation,
    MutationThatLearntItsCellsLate,
    WriteThrough,
}

impl Change {
    const ALL: [Self; 5] = [
        Self::Invalidation,
        Self::FenceThatStands,
        Self::Mutation,
        Self::MutationThatLearntItsCellsLate,
        Self::WriteThrough,
    ];

    /// The fence, where it still stands.
    async fn happens(
        self,
        writer: &Process<impl CacheStore>,
        entry: &OwnedEntry,
        mut cells: Cells,
    ) -> Option<postcache_core::store::Fence> {
        match self {
            Self::Invalidation => writer.invalidate(cells).await,
            Self::FenceThatStands => return Some(writer.begin(cells).await),
            Self::Mutation => writer.finish(&writer.begin(cells).await).await,
            Self::MutationThatLearntItsCellsLate => {
                let fence = writer.begin(Cells::of(cells.scope.clone())).await;
                writer.finish_late(&fence, cells).await;
            }
            Self::WriteThrough => {
                cells.entries = vec![entry.clone()];
                let fence = writer.begin(cells).await;
                assert_eq!(writer.finish_putting(&fence, entry, 2).await, PutOutcome::Stored, "a lone mutation");
            }
        }
        None
    }
}
