//! Leasing and filling.

use postcache_core::store::{LeaseTerms, Leased, Want};

use super::{SHORT, at_every_poll, dropped_after};
use crate::Fixture;
use crate::trial::{LONG, Seen, Trial, entries, granted, payload};

/// A lease of which nobody got the answer is over after its ttl at the latest.
pub(crate) async fn a_dropped_lease_blocks_nobody_for_long<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    at_every_poll(async |polls| {
        let entry = trial.red("alice", &format!("after {polls} polls"));
        let terms = LeaseTerms::new(Want::Any, SHORT);
        let leased = dropped_after(polls, store.lease_on(&entry, terms)).await;
        assert!(!matches!(other.lease_on(&entry, terms).await, Leased::Fenced | Leased::Hit(_)), "nothing was stored");
        trial.time().passes(SHORT).await;
        other.load(&entry, 1).await;
        assert_eq!(store.get(&entry).await, Seen::Value(1));
        leased.is_some()
    })
    .await;
}

/// A fill that is dropped has stored its value or it has not, and either way the entry is usable.
pub(crate) async fn a_dropped_fill_is_all_or_nothing<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    at_every_poll(async |polls| {
        let entry = trial.red("alice", &format!("after {polls} polls"));
        store.load(&entry, 1).await;
        let lease = granted(store.lease_on(&entry, LeaseTerms::new(Want::Fresh, LONG)).await);
        let filled = dropped_after(polls, store.fill_with(lease, payload(2))).await;
        let seen = other.get(&entry).await;
        assert!([Seen::Value(1), Seen::Value(2), Seen::Miss].contains(&seen), "{seen:?}");
        assert!(filled.is_none() || seen == Seen::Value(2), "a fill that ended");
        other.invalidate(entries([&entry])).await;
        assert_eq!(other.get(&entry).await, Seen::Miss, "a fill came back after an invalidation");
        other.load(&entry, 3).await;
        assert_eq!(store.get(&entry).await, Seen::Value(3));
        filled.is_some()
    })
    .await;
}
