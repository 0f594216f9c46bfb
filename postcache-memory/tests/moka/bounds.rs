//! What the store holds, and what it lets go.

use postcache_core::{Cache, ErrorKind, EvictionReason, OnBehalfOf, Region};
use postcache_memory::MokaStore;

const SMALL: u64 = 64 << 10;

fn cache() -> (Cache, Region<u64, String>) {
    let cache = Cache::new(MokaStore::builder().max_bytes(SMALL).build().unwrap());
    let texts = cache.region("text").unchecked("a test").unwrap();
    (cache, texts)
}

async fn store(texts: &Region<u64, String>, scope: u64, key: u64, value: String) {
    let scope = OnBehalfOf::new(scope, "a test");
    let _stored: String = texts.get_or_load(&scope, &key, || async { value }).await;
}

#[tokio::test]
async fn bytes_stay_within_the_capacity_and_what_moka_evicts_is_told_as_that() {
    let (cache, texts) = cache();
    for key in 0..2_000 {
        store(&texts, key % 7, key, "x".repeat(100)).await;
    }
    cache.run_pending().await;
    let (stats, region) = (cache.stats().store, texts.stats());
    assert!(stats.bytes <= SMALL && stats.entries > 50, "{stats:?}");
    assert_eq!((region.entries, region.bytes), (stats.entries, stats.bytes));
    assert_eq!(region.evicted(EvictionReason::Capacity), 2_000 - stats.entries);
}

#[tokio::test]
async fn scopes_whose_entries_moka_evicted_are_forgotten_without_anybody_asking() {
    let (cache, texts) = cache();
    for scope in 0..20_000 {
        store(&texts, scope, 1, String::new()).await;
    }
    let scopes = cache.stats().store.scopes;
    assert!(scopes < 6_000, "{scopes} scopes of 20,000 for {} entries", cache.stats().store.entries);
    cache.run_pending().await;
    assert_eq!(cache.stats().store.scopes, cache.stats().store.entries);
}

#[tokio::test]
async fn an_entry_above_a_64th_of_the_capacity_is_not_stored() {
    let (cache, texts) = cache();
    store(&texts, 1, 1, "x".repeat(1_024)).await;
    assert_eq!((texts.stats().filled("too_large"), cache.stats().store.scopes), (1, 0));
}

#[test]
fn a_setting_out_of_range_is_an_error_that_names_it() {
    let error = MokaStore::builder().max_bytes(1).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(error.to_string(), "`max_bytes` is 1; allowed is 65536 to 281474976710656");
}

#[tokio::test]
async fn a_value_is_not_served_to_a_region_of_the_same_name_with_other_tags() {
    let moka = MokaStore::builder().build().unwrap();
    let tagged = Cache::new(moka.clone()).region::<u64, String>("text").tags(["x"]).unchecked("a test").unwrap();
    let untagged = Cache::new(moka).region::<u64, String>("text").unchecked("a test").unwrap();
    let scope = OnBehalfOf::new(1, "a test");
    store(&untagged, 1, 1, "depends on no tag".to_owned()).await;
    assert!(untagged.peek(&scope, &1).is_some() && tagged.peek(&scope, &1).is_none());
    store(&tagged, 1, 1, "depends on the tag".to_owned()).await;
    assert!(untagged.peek(&scope, &1).is_none() && tagged.peek(&scope, &1).is_some());
}
