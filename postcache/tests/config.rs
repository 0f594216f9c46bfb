//! What a configuration file makes of a cache.
#![cfg(feature = "test-util")]

use std::time::Duration;

use postcache::{CacheConfig, ErrorKind, OnBehalfOf, Region, Status};

fn ann() -> OnBehalfOf<i64> {
    OnBehalfOf::new(1, "a test")
}

async fn fill(region: &Region<i64, String>, keys: std::ops::Range<i64>) {
    for key in keys {
        let _text: String = region.get_or_load(&ann(), &key, || async { "text".to_owned() }).await;
    }
}

#[tokio::test]
async fn the_test_profile_is_deterministic_and_moves_only_by_hand() {
    let cache = CacheConfig::test().connect().await.unwrap();
    let texts: Region<i64, String> = cache.region("text").unchecked("a test").unwrap();
    fill(&texts, 0..100).await;
    let clock = cache.manual_clock().unwrap();
    clock.advance(Duration::from_millis(299_999));
    assert_eq!(texts.get_many(&ann(), &(0..100).collect::<Vec<_>>()).await.into_iter().flatten().count(), 100);
    clock.advance(Duration::from_millis(1));
    assert_eq!(texts.get_many(&ann(), &(0..100).collect::<Vec<_>>()).await.into_iter().flatten().count(), 0);
    assert_eq!(cache.stats().store.entries, 100, "nothing runs in the background");
    cache.run_pending().await;
    assert_eq!(cache.stats().store.entries, 0);
}

#[tokio::test]
async fn eviction_of_the_test_profile_is_the_same_every_time() {
    let run = async || {
        let mut config = CacheConfig::test();
        config.memory.max_entries_per_scope = 10;
        let cache = config.connect().await.unwrap();
        let texts: Region<i64, String> = cache.region("text").unchecked("a test").unwrap();
        for round in 0..5 {
            fill(&texts, 0..5).await;
            fill(&texts, 10 * round..10 * round + 10).await;
        }
        let mut left = Vec::new();
        for key in 0..60 {
            if texts.get(&ann(), &key).await.is_some() {
                left.push(key);
            }
        }
        left
    };
    let first = run().await;
    assert!(!first.is_empty() && first.len() <= 10, "{first:?}");
    for _ in 0..5 {
        assert_eq!(run().await, first);
    }
}

#[tokio::test]
async fn the_defaults_are_those_of_a_per_user_cache_of_one_table() {
    let config = CacheConfig::default();
    assert_eq!(config.ttl, Duration::from_secs(300));
    assert_eq!(config.memory.cleanup_interval, Duration::from_secs(60));
    assert_eq!(config.memory.max_entries_per_scope, 1_000);
    let (development, production) = (CacheConfig::development(), CacheConfig::production());
    assert_eq!((development.ttl.as_secs(), development.memory.cleanup_interval.as_secs()), (30, 10));
    assert_eq!((production.ttl.as_secs(), production.memory.cleanup_interval.as_secs()), (600, 15));
    assert!(development.strict && !production.strict);
    let cache = production.connect().await.unwrap();
    let health = cache.health();
    assert_eq!((health.status, health.coherence, health.hit_ratio_target), (Status::Healthy, "process", 0.8));
    assert_eq!(health.max_entries, Some(100_000));
}

#[tokio::test]
async fn a_scope_holds_no_more_than_its_quota() {
    let cache = CacheConfig::test().connect().await.unwrap();
    let texts: Region<i64, String> = cache.region("text").unchecked("a test").unwrap();
    fill(&texts, 0..1_500).await;
    assert_eq!(cache.stats().store.entries, 1_000);
    assert_eq!(texts.stats().entries, 1_000);
    assert!(cache.health().reasons.iter().any(|reason| reason.contains("max_entries_per_scope")));
}

#[test]
fn a_configuration_is_read_as_it_is_written_and_unknown_fields_are_named() {
    let config = CacheConfig::production();
    let text = serde_json::to_string(&config).unwrap();
    let read: CacheConfig = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), text);
    for (json, named) in [
        (r#"{ "tll": "5m" }"#, "unknown field `tll`"),
        (r#"{ "ttl": "5 parsecs" }"#, "a duration like `250ms`"),
        (r#"{ "ttl": 300 }"#, "invalid type"),
        (r#"{ "memory": { "max_entires": 5 } }"#, "unknown field `max_entires`"),
        (r#"{ "regions": { "post": { "enable": false } } }"#, "unknown field `enable`"),
    ] {
        let error = serde_json::from_str::<CacheConfig>(json).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[tokio::test]
async fn a_setting_out_of_range_is_an_error_that_names_it() {
    type Change = fn(&mut CacheConfig);
    let cases: [(&str, ErrorKind, Change); 8] = [
        ("`ttl`", ErrorKind::Config, |config| config.ttl = Duration::ZERO),
        ("`jitter`", ErrorKind::Config, |config| config.jitter = 2.0),
        ("`max_entries`", ErrorKind::Config, |config| config.memory.max_entries = 0),
        ("`max_bytes`", ErrorKind::Config, |config| config.memory.max_bytes = 0),
        ("`max_entries_per_scope`", ErrorKind::Config, |config| config.memory.max_entries_per_scope = 0),
        ("`cleanup_interval`", ErrorKind::Config, |config| config.memory.cleanup_interval = Duration::ZERO),
        ("`hit_ratio_target`", ErrorKind::Config, |config| config.health.hit_ratio_target = -0.1),
        ("`regions.post`", ErrorKind::Config, |config| {
            config.regions.entry("post".to_owned()).or_default().ttl = Some(Duration::ZERO);
        }),
    ];
    for (named, kind, change) in cases {
        let mut config = CacheConfig::default();
        change(&mut config);
        let error = config.connect().await.unwrap_err();
        assert_eq!(error.kind(), kind, "{named}: {error}");
        assert!(error.to_string().contains(named) && error.to_string().contains("allowed"), "{named}: {error}");
    }
}

#[tokio::test]
async fn a_region_is_switched_off_by_its_name() {
    let config = r#"{ "regions": { "post-list": { "enabled": false }, "post": { "ttl": "1s" } } }"#;
    let mut config: CacheConfig = serde_json::from_str(config).unwrap();
    config.memory = CacheConfig::test().memory;
    let cache = config.connect().await.unwrap();
    let lists: Region<i64, String> = cache.region("post-list").unchecked("a test").unwrap();
    fill(&lists, 0..3).await;
    assert_eq!((lists.stats().bypassed, lists.stats().entries), (3, 0));
}
