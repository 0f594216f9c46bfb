//! Mutations and invalidations.

use postcache_core::store::{Cells, Finish, Put, PutOutcome};
use postcache_core::{CacheStore, Millis};

use super::{SHORT, at_every_poll, dropped_after};
use crate::Fixture;
use crate::laws::mutation::is_fenced;
use crate::trial::{Cast, Process, Seen, Trial, entries, payload, tag};

/// A fence that was raised for a future that is gone covers all of its cells or none, and ends by itself.
///
/// The race: the caller is cancelled after the store raised the fence and before it said so. Nobody knows the fence, so nobody
/// can lower it.
pub(crate) async fn a_dropped_begin_ends_by_itself<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    at_every_poll(async |polls| {
        let user = format!("after {polls} polls");
        let (one, two) = (trial.red(&user, "one"), trial.plain(&user, "two"));
        store.load(&one, 1).await;
        store.load(&two, 2).await;
        let mut cells = tag(&one, "red");
        cells.entries.push(two.clone());
        let fence = dropped_after(polls, store.begin_for(cells, SHORT)).await;
        let seen = other.get_many(&[&one, &two]).await;
        let (all, none) = ([Seen::Miss; 2], [Seen::Value(1), Seen::Value(2)]);
        assert!(seen == all || fence.is_none() && seen == none, "half a fence: {seen:?}");
        if let Some(fence) = &fence {
            store.finish(fence).await;
        } else {
            trial.time().passes(SHORT).await;
        }
        other.invalidate(entries([&one, &two])).await;
        other.load(&one, 3).await;
        other.load(&two, 4).await;
        fence.is_some()
    })
    .await;
}

/// A renewal that is dropped leaves the fence where it was, or longer.
pub(crate) async fn a_dropped_renewal_costs_nothing_but_time<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    at_every_poll(async |polls| {
        let fence = store.begin(entries([&entry])).await;
        let renewed = dropped_after(polls, store.renew(&fence)).await;
        assert!(is_fenced(&other, &entry).await, "a renewal lifted its fence");
        assert_eq!(store.finish_putting(&fence, &entry, 1).await, PutOutcome::Stored, "it was alone");
        assert_eq!(other.get(&entry).await, Seen::Value(1));
        renewed.is_some()
    })
    .await;
}

/// A finish that is dropped has removed all that it names and stored all that it puts, or nothing of it. What its caller does
/// then, a hold and an invalidation, works as after any other.
pub(crate) async fn a_dropped_finish_is_all_or_nothing<F: Fixture>(trial: &Trial<F>) {
    const HOLD: Millis = Millis::new(50);
    let (store, other) = (trial.store(), trial.another_process().await);
    at_every_poll(async |polls| {
        let user = format!("after {polls} polls");
        let [one, two, three] = trial.of_each_region(&user, "k");
        store.load(&three, 3).await;
        let fence = store.begin(entries([&one, &two])).await;
        let puts = vec![Put::new(one.clone(), payload(1)), Put::new(two.clone(), payload(2))];
        let finish = Finish::new(entries([&three]), puts);
        let finished = dropped_after(polls, store.finish_with(&fence, finish)).await;
        let seen = other.get_many(&[&one, &two, &three]).await;
        let all = [Seen::Value(1), Seen::Value(2), Seen::Miss];
        let none = [Seen::Miss, Seen::Miss, Seen::Value(3)];
        assert!(seen == all || finished.is_none() && seen == none, "half a finish: {seen:?}");
        if finished.is_none() {
            store.lapse(&fence, HOLD);
        }
        other.invalidate(entries([&one, &two, &three])).await;
        assert_eq!(store.get_many(&[&one, &two, &three]).await, [Seen::Miss; 3]);
        trial.time().passes(HOLD).await;
        for entry in [&one, &two, &three] {
            other.load(entry, 4).await;
        }
        finished.is_some()
    })
    .await;
}

/// An invalidation of several cells, and one of a scope, that is dropped has removed all that it names or nothing.
pub(crate) async fn a_dropped_invalidation_is_all_or_nothing<F: Fixture>(trial: &Trial<F>) {
    let (store, other) = (trial.store(), trial.another_process().await);
    let cast = Cast::enters(trial).await;
    let mut several = tag(cast.first_with_two_tags(), "blue");
    several.entries = vec![trial.plain("alice", "k"), trial.red("alice", "l")];
    at_every_poll(async |polls| {
        let done = dropped_after(polls, store.invalidate(several.clone())).await;
        all_or_nothing(&cast, &other, &several, done.is_some()).await;
        store.invalidate(several.clone()).await;
        cast.misses_only(&other, &several, "a whole invalidation").await;
        cast.comes_back(store).await;
        done.is_some()
    })
    .await;
    let mut scope = Cells::of(several.scope.clone());
    scope.whole_scope = true;
    at_every_poll(async |polls| {
        let done = dropped_after(polls, store.handle().clear_scope(&scope.scope)).await;
        all_or_nothing(&cast, &other, &scope, done.is_some()).await;
        store.invalidate(scope.clone()).await;
        cast.misses_only(&other, &scope, "a whole clear").await;
        cast.comes_back(store).await;
        done.is_some()
    })
    .await;
}

async fn all_or_nothing(cast: &Cast, store: &Process<impl CacheStore>, cells: &Cells, ended: bool) {
    if ended || cast.misses_any(store).await {
        cast.misses_only(store, cells, "an invalidation that was dropped").await;
    }
}
