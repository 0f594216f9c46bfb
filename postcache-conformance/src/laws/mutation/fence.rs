//! Raising fences, and lowering them.

use postcache_core::Millis;
use postcache_core::store::{Cells, Filled, PutOutcome};

use super::is_fenced;
use crate::Fixture;
use crate::trial::{Cast, LONG, Seen, Trial, entries, every_way_to_name, granted, tag, whole_scope};

/// When `begin` has returned, nothing that it covers is served any more, in any process, and the rest is as it was.
///
/// The race: a reader between the commit and the invalidation. Without a fence it reads the old value after the commit, and a
/// writer that dies there leaves it.
pub(crate) async fn begin_removes_what_it_covers<F: Fixture>(trial: &Trial<F>) {
    let (store, writer) = (trial.store(), trial.another_process().await);
    let cast = Cast::enters(trial).await;
    for (way, cells) in every_way_to_name(cast.first_with_two_tags()) {
        let fence = writer.begin(cells.clone()).await;
        cast.misses_only(store, &cells, &format!("a fence was raised over {way}")).await;
        writer.finish(&fence).await;
        cast.comes_back(store).await;
    }
}

/// Two mutations that cover the same value, by the same or by different cells, both have to end before it can be leased.
///
/// The race: the first to finish must not lift the fence of the second, which has not committed yet.
pub(crate) async fn fences_stand_side_by_side<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    let ways = every_way_to_name(&entry);
    for (first, one) in &ways {
        for (second, two) in &ways {
            for the_first_ends_first in [true, false] {
                let fences = [store.begin(one.clone()).await, other.begin(two.clone()).await];
                let [earlier, later] = if the_first_ends_first { [0, 1] } else { [1, 0] };
                store.finish(&fences[earlier]).await;
                store.finish(&fences[earlier]).await;
                assert!(is_fenced(&other, &entry).await, "one of two fences, over {first} and {second}, still stands");
                store.finish(&fences[later]).await;
                assert!(!is_fenced(&other, &entry).await, "both fences, over {first} and {second}, were lowered");
            }
        }
    }
}

/// When `finish` has returned, nothing that its fence or its late cells name is served, though the fence was gone, or a put
/// of the same mutation was stored; and the rest is as it was.
///
/// The races: a fence that was evicted, flushed or expired, behind which others filled; a request to finish that is repeated;
/// stamps that a put makes again as they were.
pub(crate) async fn finish_removes_what_it_names<F: Fixture>(trial: &Trial<F>) {
    const SHORT: Millis = Millis::new(50);
    let (store, writer) = (trial.store(), trial.another_process().await);
    let cast = Cast::enters(trial).await;
    for (way, cells) in every_way_to_name(cast.first_with_two_tags()) {
        let fence = writer.begin(Cells::of(cells.scope.clone())).await;
        writer.finish_late(&fence, cells.clone()).await;
        cast.misses_only(store, &cells, &format!("a mutation learnt {way} late")).await;
        cast.comes_back(store).await;

        let fence = writer.begin(cells.clone()).await;
        writer.finish(&fence).await;
        cast.misses_only(store, &cells, &format!("a mutation of {way}")).await;
        cast.comes_back(store).await;
        writer.finish(&fence).await;
        cast.misses_only(store, &cells, &format!("a repeated finish of {way}")).await;
        cast.comes_back(store).await;

        let fence = writer.begin_for(cells.clone(), SHORT).await;
        trial.time().passes(SHORT).await;
        if fence.renew_every.is_some() {
            cast.comes_back(store).await;
        }
        writer.finish(&fence).await;
        cast.misses_only(store, &cells, &format!("a fence over {way} that had ended")).await;
        cast.comes_back(store).await;

        let own = trial.plain("alice", "of the mutation's own");
        let mut covered = cells.clone();
        covered.entries.push(own.clone());
        let fence = writer.begin(covered).await;
        assert_eq!(writer.finish_putting(&fence, &own, 1).await, PutOutcome::Stored, "a lone mutation");
        cast.misses_only(store, &cells, &format!("a mutation of {way} that put a value of another entry")).await;
        cast.comes_back(store).await;
    }
}

/// What a mutation covered can be filled again as soon as it has finished.
pub(crate) async fn a_finished_fence_can_be_leased_over<F: Fixture>(trial: &Trial<F>) {
    let (store, writer) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        for (value, (_, cells)) in (0..).zip(every_way_to_name(&entry)) {
            let fence = writer.begin(cells.clone()).await;
            writer.finish_late(&fence, cells).await;
            store.load(&entry, value).await;
            assert_eq!(writer.get(&entry).await, Seen::Value(value));
        }
    }
}

/// A mutation may name a cell more than once, under one word or under several: it is fenced, held and freed as one.
pub(crate) async fn a_cell_named_twice_is_one_cell<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let entry = trial.red_and_blue("alice", "k");
    let mut cells = entries([&entry, &entry]);
    cells.tags = [tag(&entry, "red").tags, tag(&entry, "blue").tags, tag(&entry, "red").tags].concat();
    let fence = store.begin(cells.clone()).await;
    assert!(is_fenced(store, &entry).await);
    store.finish_late(&fence, cells.clone()).await;
    assert!(!is_fenced(store, &entry).await, "it was lowered once, and stands");
    store.load(&entry, 1).await;
    store.invalidate(cells.clone()).await;
    assert_eq!(store.get(&entry).await, Seen::Miss);
    let fence = store.begin(cells).await;
    assert_eq!(store.finish_putting(&fence, &entry, 2).await, PutOutcome::Stored, "it met nobody but itself");
    assert_eq!(store.get(&entry).await, Seen::Value(2));
}

/// What happens in one scope forbids nothing in another: no lease, no fill, no put.
pub(crate) async fn mutations_of_other_scopes_do_not_meet<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let (alice, bob) = (trial.red_and_blue("alice", "k"), trial.red_and_blue("bob", "k"));
    let lease = granted(store.lease(&alice).await);
    let held = other.begin(whole_scope(&bob)).await;
    let standing = other.begin(tag(&bob, "red")).await;
    assert_eq!(store.fill(lease, 1).await, Filled::Stored);
    let fence = store.begin(entries([&alice])).await;
    other.lapse(&held, LONG);
    other.invalidate(entries([&bob])).await;
    other.clear_scope_of(&bob).await;
    assert_eq!(store.finish_putting(&fence, &alice, 2).await, PutOutcome::Stored);
    other.finish(&standing).await;
    assert_eq!(store.get(&alice).await, Seen::Value(2));
}
