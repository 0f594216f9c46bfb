//! Taking the right to fill, and losing it.

use postcache_core::Millis;
use postcache_core::store::{Filled, Lease, LeaseTerms, Leased, Want};

use crate::Fixture;
use crate::trial::{Seen, Trial, every_way_to_name, granted, negative};

/// While a mutation that covers any cell of a value is under way, nothing of it can be leased, by any process; and nothing
/// else is in anybody's way.
///
/// The race: a reader that starts inside the mutation would load the old row, and store it with stamps that nothing changes
/// any more if the mutation's last word is lost.
pub(crate) async fn a_lease_is_refused_under_any_fence<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let mut leased = 0..;
    for entry in trial.of_each_region("alice", "k") {
        for (way, cells) in every_way_to_name(&entry) {
            let owner = if cells.whole_scope { "bob" } else { "alice" };
            let fence = store.begin(cells).await;
            for process in [store, &other] {
                // Another one each time: a release may reach the store after the next lease.
                let neighbour = trial.plain(owner, &format!("neighbour {:?}", leased.next()));
                assert!(matches!(process.lease(&entry).await, Leased::Fenced), "{way} is fenced");
                assert!(matches!(process.lease_fresh(&entry).await, Leased::Fenced), "{way} is fenced");
                process.release(granted(process.lease(&neighbour).await));
            }
            store.finish(&fence).await;
            store.release(granted(store.lease(&entry).await));
        }
    }
}

/// A reader that asks for a lease when the value has come gets the value, unless it wants a fresh one; "not found" is one.
///
/// The race: two processes miss together; the slower one must not load what the faster one has stored.
pub(crate) async fn a_lease_finds_what_came_meanwhile<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    store.load(&entry, 1).await;
    match other.lease(&entry).await {
        Leased::Hit(Some(object)) => assert_eq!(object.downcast_ref(), Some(&1_u64)),
        leased => panic!("the value is there, and a lease answered {leased:?}"),
    }
    let lease = granted(other.lease_fresh(&entry).await);
    assert!([Seen::Value(1), Seen::Miss].contains(&store.get(&entry).await), "it stays or is hidden");
    assert_eq!(other.fill(lease, 2).await, Filled::Stored);
    assert_eq!(store.get(&entry).await, Seen::Value(2));
    let lease = granted(other.lease_fresh(&entry).await);
    assert_eq!(other.fill_with(lease, negative()).await, Filled::Stored);
    assert!(matches!(store.lease(&entry).await, Leased::Hit(None)), "a \"not found\" was stored");
}

/// A lease stores one value, once, and none over a value that came later.
///
/// The race: a request to fill that is sent again, or that comes late, meets the value of a later load or of a write-through.
/// Run: in moka, foyer (issues 1289, 1310) and cachet the older load overwrites the newer `insert`.
pub(crate) async fn a_lease_fills_once<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    let lease = granted(store.lease(&entry).await);
    let (again, later) = (same(&lease), same(&lease));
    assert_eq!(store.fill(lease, 1).await, Filled::Stored);
    assert_ne!(store.fill(again, 2).await, Filled::Stored, "the same lease filled twice");
    assert_eq!(store.get(&entry).await, Seen::Value(1));
    let slow = granted(store.lease_fresh(&entry).await);
    if let Leased::Granted(fast) = other.lease_fresh(&entry).await {
        assert_eq!(other.fill(fast, 3).await, Filled::Stored);
        assert_ne!(store.fill(slow, 2).await, Filled::Stored, "over a value that came later");
        assert_eq!(store.get(&entry).await, Seen::Value(3));
    }
    assert_ne!(store.fill(later, 2).await, Filled::Stored, "a lease that was used long ago");
    assert_ne!(store.get(&entry).await, Seen::Value(2));
}

fn same(lease: &Lease) -> Lease {
    Lease::new(lease.entry.clone(), lease.ticket.clone())
}

/// A lease that is given back is in nobody's way, and nothing of it stays resident.
pub(crate) async fn a_released_lease_leaves_nothing<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    store.run_pending().await;
    let before = store.stats();
    for entry in trial.of_each_region("alice", "k") {
        store.release(granted(store.lease(&entry).await));
        let leasable = async || match other.lease(&entry).await {
            Leased::Granted(lease) => {
                other.release(lease);
                true
            }
            _ => false,
        };
        trial.time().soon("a released entry can be leased", leasable).await;
        assert_eq!(store.get(&entry).await, Seen::Miss);
    }
    trial
        .time()
        .soon("all that was released is gone", async || {
            store.run_pending().await;
            store.stats() == before
        })
        .await;
}

/// A lease whose time is over fills nothing after a change, though cleanup has dropped every cell that could have told of it
/// and others have made them anew.
///
/// The race: a load that takes longer than its lease. What is absent is equal to nothing, and no stamp comes twice.
pub(crate) async fn a_lease_that_outlived_its_cells_fills_nothing<F: Fixture>(trial: &Trial<F>) {
    const SHORT: Millis = Millis::new(30);
    let (store, other) = (trial.store(), trial.another_process().await);
    let terms = LeaseTerms::new(Want::Any, SHORT);
    for lease_again in [false, true] {
        for (user, which) in [("alice", 0), ("bob", 1), ("carol", 2), ("dave", 3)] {
            let entry = trial.red_and_blue(user, "k");
            let (way, cells) = every_way_to_name(&entry).swap_remove(which);
            let slow = granted(store.lease_on(&entry, terms).await);
            trial.time().passes(SHORT).await;
            store.run_pending().await;
            other.finish(&other.begin(cells).await).await;
            store.run_pending().await;
            if lease_again {
                drop(granted(other.lease_on(&entry, terms).await));
            }
            assert_ne!(store.fill(slow, 1).await, Filled::Stored, "{way} changed since, and all of it was forgotten");
            assert_eq!(store.get(&entry).await, Seen::Miss, "{way} changed since the load");
            trial.time().passes(SHORT).await;
            store.run_pending().await;
        }
    }
}
