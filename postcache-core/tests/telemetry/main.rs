//! What happens inside is told to the application's recorder and subscriber, by the documented names and without ids.
#![cfg(feature = "metrics")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "laws fail by panicking")]

mod recorder;
mod subscriber;

use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ManualClock, OnBehalfOf, Region};
use recorder::Notes;
use subscriber::Events;

const PLANTED: &str = "planted-user-id";

/// A hit, a miss, an expiry, a foreign-free mutation and a failed load of one region.
async fn a_bit_of_everything(cache: &Cache) {
    let user = OnBehalfOf::new(PLANTED, "a test");
    let texts: Region<String, String> = cache.region("text").tags(["texts"]).unchecked("a test").unwrap();
    let read = async |key: &str| -> Option<String> {
        texts.get_or_load(&user, key, || async { (key != "none").then(|| key.to_owned()) }).await
    };
    for key in ["planted-key", "planted-key", "none"] {
        read(key).await;
    }
    let _failed: Result<String, std::io::Error> =
        texts.get_or_load(&user, "fails", || async { Err(std::io::ErrorKind::NotFound.into()) }).await;
    let mut mutation = cache.mutation(&user).evict(&texts, "new").begin().await;
    mutation.put(&texts, "new", std::sync::Arc::new("new".to_owned()));
    mutation.commit().await;
    cache.manual_clock().unwrap().advance(Duration::from_secs(400));
    cache.run_pending().await;
    cache.clear_scope(&user).await.unwrap();
    for tag in ["texts", "planted-tag", "planted-too"] {
        cache.mutation(&user).invalidate_tags([tag]).begin().await.commit().await;
    }
    assert!(cache.health().entries == 0);
}

fn run() -> (Notes, Events) {
    let (notes, events) = (Notes::default(), Events::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    metrics::with_local_recorder(&notes, || {
        tracing::subscriber::with_default(events.clone(), || {
            let clock = ManualClock::new();
            let cache = Cache::builder(ReferenceStore::new(clock.clone())).clock(clock).build().unwrap();
            runtime.block_on(a_bit_of_everything(&cache));
        });
    });
    (notes, events)
}

#[test]
fn counters_have_the_documented_names_and_labels() {
    let (notes, _) = run();
    for (name, count) in [
        ("postcache_requests_total{region=text,outcome=hit}", 1),
        ("postcache_requests_total{region=text,outcome=miss}", 3),
        ("postcache_loads_total{region=text,outcome=ok}", 2),
        ("postcache_loads_total{region=text,outcome=error}", 1),
        ("postcache_fills_total{region=text,outcome=stored}", 1),
        ("postcache_puts_total{region=text,outcome=stored}", 1),
        ("postcache_evictions_total{region=text,reason=ttl}", 2),
        ("postcache_invalidations_total{kind=mutation,outcome=confirmed}", 4),
        ("postcache_invalidations_total{kind=scope,outcome=confirmed}", 1),
    ] {
        assert_eq!(notes.counter(name), count, "{name}\n{notes:#?}");
    }
    assert!(notes.is_level_zero("postcache_entries{region=text}"));
    assert!(notes.is_level_zero("postcache_bytes{region=text}"));
    assert!(notes.is_level_zero("postcache_fences{kind=live}"));
    assert!(notes.is_level_zero("postcache_quarantined_scopes{}"));
    assert_eq!(notes.recorded("postcache_load_seconds{region=text}"), 3);
    assert!(notes.recorded("postcache_store_seconds{op=fill}") > 0);
}

#[test]
fn events_tell_hit_miss_fill_eviction_and_invalidation_and_spans_loads_and_what_the_store_is_asked() {
    let (_, events) = run();
    for (target, text) in [
        ("postcache::read", "outcome=hit"),
        ("postcache::read", "outcome=miss"),
        ("postcache::fill", "outcome=stored"),
        ("postcache::evict", "reason=ttl"),
        ("postcache::mutation", "put=stored"),
        ("postcache::invalidate", "kind=scope"),
        ("postcache::load", "span=load region=text"),
        ("postcache::store", "span=store op=fill"),
    ] {
        assert!(
            events.any(|event| event.target == target && event.text.contains(text)),
            "{target} {text}\n{events:#?}"
        );
    }
}

#[test]
fn no_id_and_no_key_is_told_to_anybody() {
    let (notes, events) = run();
    let told = format!("{notes:?} {events:?}");
    assert!(told.contains("text") && !told.contains("planted"), "{told}");
}

#[test]
fn a_tag_that_no_region_has_is_told_once_and_not_by_its_name() {
    let (_, events) = run();
    assert_eq!(events.count(|event| event.text.contains("known=texts ")), 1, "{events:#?}");
    assert!(!events.any(|event| event.text.contains("planted")));
}
