//! Whose value a reader gets.

mod hostile;
mod owner;

use hostile::{long_keys, strangers};
pub(crate) use owner::a_foreign_value_is_never_decoded;

use postcache_core::store::{Filled, Leased};

use crate::trial::{Seen, Trial, granted};
use crate::{Fixture, trial};

/// Two different triples of scope, region and key never meet, whatever bytes they are made of.
///
/// Bugs of others: rustango's `ScopedCache` joins with `:`, so tenant `a` with key `b:k` is tenant `a:b` with key `k`; in
/// hitbox 0.2.4 and cached 4.1.0 with Redis two functions of one name share their entries.
pub(crate) async fn distinct_keys_are_distinct_entries<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let entries = strangers(trial);
    for (number, entry) in (0..).zip(&entries) {
        store.load(entry, number).await;
    }
    for (number, entry) in (0..).zip(&entries) {
        assert_eq!(store.get(entry).await, Seen::Value(number), "each entry holds its own value");
    }
    for (number, entry) in (0..).zip(&entries).step_by(17) {
        store.invalidate(trial::entries([entry])).await;
        assert_eq!(store.get(entry).await, Seen::Miss);
        store.load(entry, number).await;
    }
    for (number, entry) in (0..).zip(&entries) {
        assert_eq!(store.get(entry).await, Seen::Value(number), "an invalidation of others reached it");
    }
}

/// A key has no greatest length that a store may cut it to: two keys of 1 MiB that differ in the last byte are two entries. A
/// store may find such an entry too large.
pub(crate) async fn a_long_key_counts_to_its_last_byte<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let (kibibytes_8, mebibyte) = (8 << 10, 1 << 20);
    for length in [kibibytes_8, mebibyte] {
        let [one, other] = long_keys(trial, length);
        let filled = store.fill(granted(store.lease(&one).await), 1).await;
        assert!(filled == Filled::Stored || filled == Filled::TooLarge && length == mebibyte, "{filled:?}");
        assert_eq!(store.get(&other).await, Seen::Miss, "an entry whose key differs in its last byte");
        assert_eq!(store.get(&one).await == Seen::Value(1), filled == Filled::Stored);
    }
}

/// Two stores opened by different names share nothing: no value, no fence, no clear.
///
/// Bug of others: in bentocache (issues 32 and 39) clearing one namespace cleared all of them on other nodes.
pub(crate) async fn namespaces_are_apart<F: Fixture>(trial: &Trial<F>) {
    let here = trial.store();
    let entry = trial.red("alice", "k");
    for suffix in ["0", ":", ":0"] {
        let there = trial.another_namespace(suffix).await;
        here.invalidate(trial::entries([&entry])).await;
        here.load(&entry, 1).await;
        assert_eq!(there.get(&entry).await, Seen::Miss, "a value of another namespace");
        let fence = there.begin(trial::whole_scope(&entry)).await;
        there.clear_scope_of(&entry).await;
        assert_eq!(here.get(&entry).await, Seen::Value(1), "another namespace was cleared");
        drop(granted(here.lease_fresh(&entry).await));
        there.finish(&fence).await;
        there.load(&entry, 2).await;
        assert_eq!(here.get(&entry).await, Seen::Value(1), "another namespace was filled");
    }
}

/// Two processes over one namespace see the same values, and each one's fences and invalidations hold for the other.
pub(crate) async fn processes_share_their_namespace<F: Fixture>(trial: &Trial<F>) {
    let (one, other) = (trial.store(), trial.another_process().await);
    let entry = trial.red("alice", "k");
    one.load(&entry, 1).await;
    assert_eq!(other.get(&entry).await, Seen::Value(1));
    other.invalidate(trial::tag(&entry, "red")).await;
    assert_eq!(one.get(&entry).await, Seen::Miss);
    let lease = granted(one.lease(&entry).await);
    let fence = other.begin(trial::tag(&entry, "red")).await;
    assert!(matches!(one.lease(&entry).await, Leased::Fenced), "the other process mutates it");
    other.finish(&fence).await;
    assert_ne!(one.fill(lease, 2).await, Filled::Stored, "the other process changed it");
}
