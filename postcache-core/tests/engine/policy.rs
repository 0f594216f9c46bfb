//! Lifetimes, sizes, and settings out of range.

use std::time::Duration;

use postcache_conformance::ReferenceStore;
use postcache_core::{Cache, ErrorKind, ManualClock, Policy};

use crate::world::{ANN, World, user};

/// hitbox-redis 0.2.1: 500, 999 and 1000 ms are stored with no expiry, 1500 ms becomes 1 s.
#[tokio::test]
async fn a_ttl_is_kept_to_the_millisecond() {
    for world in World::each() {
        for millis in [1, 500, 999, 1_000, 1_500] {
            let region = world.posts.with(|policy| policy.ttl(Duration::from_millis(millis))).unwrap();
            let key = i64::try_from(millis).unwrap();
            world.db.write(ANN, key);
            region.get_or_load(&user(ANN), &key, || async { world.db.load(ANN, key) }).await;
            world.quiet().await;
            world.clock.advance(Duration::from_millis(millis - 1));
            assert!(region.get(&user(ANN), &key).await.is_some(), "{millis} ms: not before");
            world.clock.advance(Duration::from_millis(1));
            assert!(region.get(&user(ANN), &key).await.is_none(), "{millis} ms: not after");
        }
    }
}

#[tokio::test]
async fn jitter_shortens_ttls_apart_from_each_other_and_never_lengthens_them() {
    let world = World::new();
    let region = world.posts.with(|policy| policy.jitter(0.5).ttl(Duration::from_secs(100))).unwrap();
    for key in 0..200 {
        world.db.write(ANN, key);
        region.get_or_load(&user(ANN), &key, || async { world.db.load(ANN, key) }).await;
    }
    let alive = async || region.get_many(&user(ANN), &(0..200).collect::<Vec<_>>()).await.into_iter().flatten().count();
    world.advance(49);
    assert_eq!(alive().await, 200);
    world.advance(25);
    let half = alive().await;
    assert!((50..150).contains(&half), "{half} of 200 after three quarters");
    world.advance(26);
    assert_eq!(alive().await, 0);
}

#[tokio::test]
async fn a_value_above_the_limit_goes_to_its_caller_and_is_not_stored() {
    for world in World::each() {
        let region = world.cache.region::<i64, String>("text").policy(|policy| policy.max_value_bytes(100));
        let region = region.unchecked("values are texts").unwrap();
        for (len, stored) in [(90, true), (101, false), (1 << 20, false)] {
            let key = i64::try_from(len).unwrap();
            let text: String = region.get_or_load(&user(ANN), &key, || async { "x".repeat(len) }).await;
            assert_eq!(text.len(), len);
            world.quiet().await;
            assert_eq!(region.get(&user(ANN), &key).await.is_some(), stored, "{len}");
        }
        assert_eq!(region.stats().filled("too_large"), 2);
    }
}

#[tokio::test]
async fn a_value_that_does_not_serialize_goes_to_its_caller_and_is_not_stored() {
    #[derive(Clone)]
    struct Stubborn;
    impl serde::Serialize for Stubborn {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("never"))
        }
    }
    impl<'de> serde::Deserialize<'de> for Stubborn {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Ok(Self)
        }
    }
    for world in World::each() {
        let region = world.cache.region::<i64, Stubborn>("stubborn").unchecked("a test").unwrap();
        for _ in 0..2 {
            let _value: Stubborn = region.get_or_load(&user(ANN), &1, || async { Stubborn }).await;
            world.quiet().await;
        }
        assert_eq!(region.stats().filled("unserializable"), 2);
    }
}

type Change = fn(Policy) -> Policy;

#[test]
fn settings_out_of_range_are_errors_that_name_field_value_and_range() {
    let day = 24 * 60 * 60;
    let zero = Duration::ZERO;
    let cases: [(&str, Change); 9] = [
        ("`ttl` is 0ns; allowed is 1 ms to 30 days", |policy| policy.ttl(Duration::ZERO)),
        ("`ttl` is 500µs; allowed", |policy| policy.ttl(Duration::from_micros(500))),
        ("`ttl` is 2678400s; allowed", |policy| policy.ttl(Duration::from_secs(31 * 24 * 60 * 60))),
        ("`jitter` is 1; allowed is 0.0 to 0.9", |policy| policy.jitter(1.0)),
        ("`jitter` is NaN; allowed", |policy| policy.jitter(f64::NAN)),
        ("`jitter` is -0.1; allowed", |policy| policy.jitter(-0.1)),
        ("`negative_ttl` is 0ns", |policy| policy.negative_ttl(Duration::ZERO)),
        ("`join_timeout` is 0ns", |policy| policy.join_timeout(Duration::ZERO)),
        ("`max_value_bytes` is 0; allowed is 1 byte to 1 GiB", |policy| policy.max_value_bytes(0)),
    ];
    let world = World::new();
    for (message, change) in cases {
        let error = world.posts.with(change).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(message), "{error}");
    }
    assert!(world.posts.with(|policy| policy.ttl(Duration::from_secs(30 * day))).is_ok());
    let cache = || Cache::builder(ReferenceStore::new(ManualClock::new()));
    for (builder, message) in [
        (cache().policy(Policy::default().ttl(zero)), "`ttl`"),
        (cache().hit_ratio_target(1.5, 0), "`hit_ratio_target` is 1.5; allowed is 0.0 to 1.0"),
        (cache().commit_timeout(Duration::from_secs(20)), "`commit_timeout` is 20000 ms; allowed is less than"),
        (
            cache().commit_timeout(Duration::from_secs(10)),
            "`commit_timeout` is 10000 ms; allowed is less than two thirds",
        ),
        (cache().fence_ttl(zero), "`fence_ttl`"),
        (cache().invalidation_timeout(zero), "`invalidation_timeout`"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
    assert!(cache().commit_timeout(Duration::from_millis(9_999)).build().is_ok());
}
