//! What a store says about itself.

use postcache_core::store::{LeaseTerms, OwnedEntry, Tag, Want};
use postcache_core::{CacheStore, EvictionReason, Millis};

use crate::Fixture;
use crate::trial::{Cast, LONG, Process, Seen, Trial, entries, granted, negative, payload, tag, whole_scope};

const SHORT: Millis = Millis::new(50);

/// After `run_pending` the count of entries is the number of those that are served, and nothing dead is resident: not what
/// expired, was invalidated by any name, was fenced, replaced, refused or cleared.
pub(crate) async fn accounting_is_exact_after_run_pending<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let empty = store.stats();
    let cast = Cast::enters(trial).await;
    let mut known = cast.entries().to_vec();
    known.extend(["not found", "short-lived"].map(|key| trial.plain("carol", key)));
    let [.., nothing, dying] = &known[..] else { unreachable!("two were added") };
    store.load_with(nothing, negative()).await;
    counts(store, &known, 19).await;
    let mut short = payload(1);
    short.ttl = SHORT;
    store.load_with(dying, short).await;
    trial.time().passes(SHORT).await;
    counts(store, &known, 19).await;
    let replaced = granted(store.lease_fresh(nothing).await);
    store.fill(replaced, 1).await;
    counts(store, &known, 19).await;
    store.invalidate(entries([nothing])).await;
    counts(store, &known, 18).await;
    store.invalidate(tag(&known[0], "blue")).await;
    counts(store, &known, 16).await;
    let fence = store.begin(tag(&known[0], "red")).await;
    counts(store, &known, 14).await;
    store.finish(&fence).await;
    store.release(granted(store.lease(&known[1]).await));
    counts(store, &known, 14).await;
    store.clear_scope_of(&known[0]).await;
    counts(store, &known, 12).await;
    for user in ["alic", "bob"] {
        store.clear_scope_of(&trial.plain(user, "k")).await;
    }
    counts(store, &known, 0).await;
    assert_eq!(store.stats(), empty, "everything left");
}

/// Compares the store's count with what is in fact served.
async fn counts(store: &Process<impl CacheStore>, known: &[OwnedEntry], expected: u64) {
    store.run_pending().await;
    let mut served = 0;
    for entry in known {
        served += u64::from(store.get(entry).await != Seen::Miss);
    }
    assert_eq!(served, expected, "what is served");
    let stats = store.stats();
    assert_eq!((stats.entries, stats.dead), (served, 0), "entries and dead ones, where {served} are served");
    assert_eq!(stats.bytes > 0, served > 0, "{} bytes for {served} entries", stats.bytes);
}

/// What stores nothing leaves nothing behind: leases that were given back or forgotten, fences that were lowered, holds that
/// are over, invalidations and clears of what nobody knows. State that an attacker could grow goes with `run_pending`.
pub(crate) async fn idle_state_is_given_back<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    store.run_pending().await;
    let before = store.stats();
    for number in 0..50 {
        let [plain, red, both] = trial.of_each_region(&format!("user {number}"), &number.to_string());
        store.release(granted(store.lease(&plain).await));
        drop(granted(store.lease_on(&both, LeaseTerms::new(Want::Any, SHORT)).await));
        let mut cells = entries([&red]);
        cells.tags.push(Tag::from(format!("tag {number}")));
        let fence = store.begin(cells.clone()).await;
        store.finish_late(&fence, tag(&red, &format!("late tag {number}"))).await;
        store.invalidate(cells).await;
        let stranger = trial.plain(&format!("stranger {number}"), "k");
        store.clear_scope_of(&stranger).await;
        store.invalidate(tag(&stranger, "unknown")).await;
        let fence = store.begin_for(whole_scope(&trial.plain(&format!("crashed {number}"), "k")), SHORT).await;
        store.lapse(&fence, SHORT);
    }
    trial.time().passes(SHORT).await;
    store.run_pending().await;
    assert_eq!(store.stats(), before, "nothing was stored, and something stays");
}

/// Mutations under way and those of unknown outcome are counted, with the age of the oldest one under way.
pub(crate) async fn stats_count_fences_and_holds<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let counts = |fences, holds| {
        let stats = store.stats();
        assert_eq!((stats.fences, stats.holds), (fences, holds), "fences and holds");
        assert_eq!(stats.oldest_fence.is_some(), fences > 0, "an age for {fences} fences");
    };
    counts(0, 0);
    let first = store.begin(entries([&trial.red("alice", "k")])).await;
    trial.time().passes(SHORT).await;
    let second = store.begin(whole_scope(&trial.plain("bob", "k"))).await;
    counts(2, 0);
    let stats = store.stats();
    assert!(stats.oldest_fence >= Some(SHORT), "the first of two fences stands for {:?}", stats.oldest_fence);
    assert!(stats.oldest_fence_region.is_none_or(|region| region == "red"), "the region that the oldest fence names");
    store.lapse(&first, LONG);
    counts(1, 1);
    assert!(
        !trial.time().is_manual() || store.stats().oldest_fence == Some(Millis::new(0)),
        "the oldest is the second"
    );
    store.finish(&second).await;
    counts(0, 1);
    let third = store.begin(entries([&trial.plain("carol", "k")])).await;
    store.lapse(&third, SHORT);
    trial.time().passes(SHORT).await;
    counts(0, 1);
    store.run_pending().await;
    counts(0, 1);
}

/// A region's own counts follow its entries: each that came in is counted out once, with the reason why it left.
pub(crate) async fn a_region_counts_its_entries_in_and_out<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let region = &trial.regions().red;
    let of = |user: &str, key: &str| trial.red(user, key);
    for (user, key) in [("alice", "stays"), ("alice", "k"), ("bob", "k"), ("bob", "l"), ("carol", "k")] {
        store.load(&of(user, key), 1).await;
    }
    assert_eq!(region.stats().entries, 5);
    assert!(region.stats().bytes > 0);
    let mut short = payload(1);
    short.ttl = SHORT;
    store.load_with(&of("alice", "short-lived"), short).await;
    let replacing = granted(store.lease_fresh(&of("alice", "stays")).await);
    store.fill(replacing, 2).await;
    trial.time().passes(SHORT).await;
    store.invalidate(entries([&of("alice", "k")])).await;
    store.invalidate(tag(&of("bob", "k"), "red")).await;
    store.clear_scope_of(&of("carol", "k")).await;
    store.run_pending().await;
    let stats = region.stats();
    assert_eq!(stats.entries, 1, "one stays");
    let expected =
        [("ttl", 1), ("capacity", 0), ("quota", 0), ("invalidated", 3), ("scope_cleared", 1), ("replaced", 1)];
    for (reason, count) in expected {
        let counted = stats.evictions.iter().find(|(name, _)| *name == reason).map(|(_, count)| *count);
        assert_eq!(counted, Some(count), "entries that left, reason {reason}");
    }
    store.clear_scope_of(&of("alice", "stays")).await;
    store.run_pending().await;
    assert_eq!((region.stats().entries, region.stats().bytes), (0, 0), "none stays");
    assert_eq!(region.stats().evicted(EvictionReason::ScopeCleared), 2);
}
