//! Limits, and who pays when they are met.

use crate::Fixture;
use crate::trial::{Seen, Trial};

/// Filled up at most so far where the store names no limit.
const UNLIMITED: u64 = 500;
/// A fixture should open stores with small limits; this is where the suite's patience ends.
const MOST: u64 = 20_000;

/// One scope that stores twice as many entries as the whole store may keep, and reads each of them, evicts only its own: every
/// entry of every other scope is still served.
///
/// Without quotas a flood whose keys come twice takes the cache from everybody, whatever the policy: measured, the hit ratio of
/// the others falls from 46 to 23 % in moka 0.12.16 and from 46 to 15 % in `quick_cache` 0.7.0.
pub(crate) async fn a_flood_evicts_only_its_own_scope<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    let others: Vec<_> = (0..16).map(|number| trial.red(&format!("user {number}"), "k")).collect();
    for (value, entry) in (0..).zip(&others) {
        store.load(entry, value).await;
    }
    for number in 0..2 * limit(trial) {
        let entry = trial.plain("flooder", &number.to_string());
        store.load(&entry, number).await;
        store.get(&entry).await;
    }
    store.run_pending().await;
    for (value, entry) in (0..).zip(&others) {
        assert_eq!(store.get(entry).await, Seen::Value(value), "another scope's flood evicted it");
    }
}

/// A value of which the store said that it is stored is served to the next reader, though the store or its scope is full.
pub(crate) async fn what_was_stored_is_served_at_once<F: Fixture>(trial: &Trial<F>) {
    let store = trial.store();
    for number in 0..2 * limit(trial) {
        let entry = trial.plain(&format!("user {}", number % 2), &number.to_string());
        store.load(&entry, number).await;
        assert_eq!(store.get(&entry).await, Seen::Value(number), "entry {number} was stored a moment ago");
    }
}

/// The limits that a store names are kept, whoever fills it.
///
/// Bug of others: moka 590 and 592: `weighted_size` grew without bound under constant reuse of keys.
pub(crate) async fn limits_are_kept<F: Fixture>(trial: &Trial<F>) {
    let (store, limit) = (trial.store(), limit(trial));
    for number in 0..2 * limit {
        // Keys come again, with other values.
        let entry = trial.red(&format!("user {}", number % 50), &(number % limit).to_string());
        if let postcache_core::store::Leased::Granted(lease) = store.lease_fresh(&entry).await {
            store.fill(lease, number).await;
        }
    }
    store.run_pending().await;
    let stats = store.stats();
    assert!(stats.max_entries.is_none_or(|most| stats.entries <= most), "{} entries", stats.entries);
    assert!(stats.max_bytes.is_none_or(|most| stats.bytes <= most), "{} bytes", stats.bytes);
}

fn limit<F: Fixture>(trial: &Trial<F>) -> u64 {
    trial.store().stats().max_entries.unwrap_or(UNLIMITED).min(MOST)
}
