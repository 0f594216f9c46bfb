//! Mutations whose outcome nobody knows.

use postcache_core::Millis;
use postcache_core::store::{Cells, PutOutcome};

use super::is_fenced;
use crate::Fixture;
use crate::trial::{LONG, Seen, Trial, entries, every_way_to_name};

const HOLD: Millis = Millis::new(150);
/// Where fences end by themselves, a hold that could not be told lasts as long as its fence would have.
const FENCE: Millis = Millis::new(200);

/// After a mutation was cancelled nothing that it covered is filled until its commit cannot take effect any more, and then
/// it is.
///
/// The race: the driver still sends what was buffered. Lifting the fence at once lets the old row in before the commit.
pub(crate) async fn a_lapsed_fence_holds_for_its_time<F: Fixture>(trial: &Trial<F>) {
    let (store, writer) = (trial.store(), trial.another_process().await);
    for entry in trial.of_each_region("alice", "k") {
        for (way, cells) in every_way_to_name(&entry) {
            let fence = writer.begin_for(cells, FENCE).await;
            let longest = if fence.renew_every.is_some() { FENCE } else { HOLD };
            let lapse = async || writer.lapse(&fence, HOLD);
            let still = async || is_fenced(store, &entry).await;
            trial.time().lasts_between(&format!("a hold over {way}"), HOLD, longest, lapse, still).await;
            store.load(&entry, 1).await;
            store.invalidate(entries([&entry])).await;
        }
    }
}

/// While a mutation's outcome is unknown no other one of its scope puts a value: its commit may still come, and be the newer.
pub(crate) async fn a_hold_refuses_puts<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    for (hold, outcome) in [(LONG, PutOutcome::Overlapped), (HOLD, PutOutcome::Stored)] {
        for number in 0..3 {
            let user = format!("{outcome:?} {number}");
            let (entry, elsewhere) = (trial.plain(&user, "k"), trial.red(&user, "l"));
            let (way, cells) = every_way_to_name(&elsewhere).swap_remove(number);
            let fence = other.begin_for(cells, FENCE).await;
            other.lapse(&fence, hold);
            if hold == HOLD {
                trial.time().passes(FENCE).await;
            }
            let fence = store.begin(entries([&entry])).await;
            let put = store.finish_putting(&fence, &entry, 1).await;
            assert_eq!(put, outcome, "in the scope of a hold over {way}, of {hold:?}");
            assert_eq!(store.get(&entry).await == Seen::Miss, outcome == PutOutcome::Overlapped);
        }
    }
}

/// Invalidating what is fenced or held, by any name, lifts neither a fence nor a hold.
///
/// The race: an invalidation from elsewhere during a mutation would take its fence away before it commits.
pub(crate) async fn an_invalidation_leaves_fences<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    for (user, held) in [("alice", false), ("bob", true)] {
        for (number, entry) in (0..3).map(|number| (number, trial.red(&format!("{user} {number}"), "k"))) {
            let (covered, cells) = every_way_to_name(&entry).swap_remove(number);
            let fence = store.begin(cells).await;
            if held {
                store.lapse(&fence, LONG);
            }
            for (named, cells) in every_way_to_name(&entry) {
                other.invalidate(cells).await;
                assert!(is_fenced(&other, &entry).await, "{covered} is fenced (held: {held}), {named} was invalidated");
            }
            other.clear_scope_of(&entry).await;
            assert!(is_fenced(&other, &entry).await, "{covered} is fenced (held: {held}), the scope was cleared");
            let late = store.begin(Cells::of(entry.key.to_scope_key())).await;
            other.finish_late(&late, entries([&entry])).await;
            assert!(
                is_fenced(&other, &entry).await,
                "{covered} is fenced (held: {held}), another mutation named it late"
            );
        }
    }
}

/// Cleanup takes nothing away that forbids a fill, however idle its scope is.
///
/// The race: a scope with nothing in it but a hold looks like one that can go.
pub(crate) async fn housekeeping_leaves_fences_and_holds<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    for (number, entry) in (0..3).map(|number| (number, trial.red(&format!("user {number}"), "k"))) {
        let (covered, cells) = every_way_to_name(&entry).swap_remove(number);
        let fence = store.begin(cells).await;
        store.run_pending().await;
        assert!(is_fenced(store, &entry).await, "cleanup lifted a fence over {covered}");
        store.lapse(&fence, LONG);
        store.run_pending().await;
        assert!(is_fenced(store, &entry).await, "cleanup lifted a hold over {covered}");
        let put = store.begin(entries([&entry])).await;
        store.run_pending().await;
        assert_eq!(store.finish_putting(&put, &entry, 1).await, PutOutcome::Overlapped, "cleanup forgot a hold");
    }
}
