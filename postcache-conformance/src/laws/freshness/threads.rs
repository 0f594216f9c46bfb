//! The same floor, with real threads.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use postcache_core::CacheStore;
use postcache_core::store::{Leased, OwnedEntry};
use tokio::task::JoinSet;

use crate::Fixture;
use crate::trial::{Process, Seen, Trial, entries, tag, whole_scope};

const ROUNDS: u64 = 100;

#[derive(Debug, Default)]
struct Datum {
    committed: AtomicU64,
    floor: AtomicU64,
}

/// Readers and writers on several threads: no read returns less than what was committed under a confirmed fence before it
/// began.
///
/// The schedules are the machine's. A failure is a bug; its absence says less than the enumerated schedules do.
pub(crate) async fn threads_never_read_below_the_floor<F: Fixture>(trial: &Trial<F>) {
    let datum = Arc::<Datum>::default();
    let entry = trial.red("alice", "k");
    trial.store().load(&entry, 0).await;
    let mut actors = JoinSet::new();
    for writer in 0..2 {
        actors.spawn(write(trial.another_process().await, entry.clone(), Arc::clone(&datum), writer));
    }
    for _ in 0..2 {
        actors.spawn(read(trial.another_process().await, entry.clone(), Arc::clone(&datum)));
    }
    while let Some(ended) = actors.join_next().await {
        if let Err(failed) = ended {
            resume_unwind(failed.into_panic());
        }
    }
    let (last, store) = (Seen::Value(datum.committed.load(SeqCst)), trial.store());
    let left = store.get(&entry).await;
    assert!(left == Seen::Miss || left == last, "{left:?} is left, and {last:?} was the last");
    store.invalidate(entries([&entry])).await;
    store.load(&entry, 0).await;
}

async fn read<S: CacheStore>(store: Process<S>, entry: OwnedEntry, datum: Arc<Datum>) {
    for _ in 0..2 * ROUNDS {
        let floor = datum.floor.load(SeqCst);
        match store.get(&entry).await {
            Seen::Value(version) => {
                assert!(version >= floor, "{version} was read, {floor} was there before");
            }
            _ => {
                if let Leased::Granted(lease) = store.lease(&entry).await {
                    let version = datum.committed.load(SeqCst);
                    tokio::task::yield_now().await;
                    store.fill(lease, version).await;
                }
            }
        }
        tokio::task::yield_now().await;
    }
}

async fn write<S: CacheStore>(store: Process<S>, entry: OwnedEntry, datum: Arc<Datum>, writer: u64) {
    for round in 0..ROUNDS {
        let cells = match (round + writer) % 3 {
            0 => entries([&entry]),
            1 => tag(&entry, "red"),
            _ => whole_scope(&entry),
        };
        let puts = !cells.entries.is_empty();
        let fence = store.begin(cells).await;
        let version = datum.committed.fetch_add(1, SeqCst) + 1;
        datum.floor.fetch_max(version, SeqCst);
        tokio::task::yield_now().await;
        if puts {
            store.finish_putting(&fence, &entry, version).await;
        } else {
            store.finish(&fence).await;
        }
        tokio::task::yield_now().await;
    }
}
