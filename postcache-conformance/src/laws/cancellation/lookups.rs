//! Reading, and cleaning up.

use super::{at_every_poll, dropped_after};
use crate::Fixture;
use crate::trial::{Cast, Seen, Trial, granted, tag};

/// A lookup that is dropped leaves everything as it was.
///
/// Incident: `ChatGPT`, 20 March 2023: a cancelled command left its reply on the connection, and the next reader took it.
pub(crate) async fn a_dropped_lookup_changes_nothing<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let (entry, other, missing) = (trial.red("alice", "k"), trial.red("alice", "l"), trial.red("alice", "m"));
    store.load(&entry, 1).await;
    store.load(&other, 2).await;
    let nothing_changed = async || {
        assert_eq!(store.get(&other).await, Seen::Value(2));
        assert_eq!(store.get_many(&[&missing, &entry]).await, [Seen::Miss, Seen::Value(1)]);
        store.release(granted(store.lease(&missing).await));
    };
    at_every_poll(async |polls| {
        let got = dropped_after(polls, store.get(&entry)).await;
        nothing_changed().await;
        got.is_some()
    })
    .await;
    at_every_poll(async |polls| {
        let got = dropped_after(polls, store.get_many(&[&entry, &missing])).await;
        nothing_changed().await;
        got.is_some()
    })
    .await;
}

/// Cleanup that is dropped has freed nothing that lives, and the next one frees the rest.
pub(crate) async fn dropped_housekeeping_loses_nothing<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let cast = Cast::enters(trial).await;
    let cells = tag(cast.first_with_two_tags(), "red");
    at_every_poll(async |polls| {
        store.invalidate(cells.clone()).await;
        let done = dropped_after(polls, store.run_pending()).await;
        cast.misses_only(store, &cells, "an invalidation and half a cleanup").await;
        store.run_pending().await;
        cast.misses_only(store, &cells, "a whole cleanup").await;
        assert_eq!(store.stats().dead, 0, "the dead after a whole cleanup");
        cast.comes_back(store).await;
        done.is_some()
    })
    .await;
}
