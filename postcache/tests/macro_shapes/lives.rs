//! `ttl`, `negative_ttl` and `ttl_from`: how long what a function loads or puts is served.

use std::time::Duration;

use postcache::{Cache, CacheBuilder, ManualClock, MemoryStore, Policy, RegionOverride, cached_scoped};

use crate::db::{ANN, Db, DbResult, Post, User, assert_cached, sendable};

/// Regions here live for a minute, and keep no `None`.
fn minute() -> (CacheBuilder, ManualClock) {
    let clock = ManualClock::new();
    let store = MemoryStore::builder().clock(clock.clone()).without_cleanup_task().build().unwrap();
    let policy = Policy::default().ttl(Duration::from_secs(60)).jitter(0.0);
    (Cache::builder(store).clock(clock.clone()).policy(policy), clock)
}

fn db() -> (Db, ManualClock) {
    let (builder, clock) = minute();
    (Db::in_cache(builder), clock)
}

impl Db {
    #[cached_scoped(self.posts, ttl = "10s")]
    async fn short_lived(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.posts, ttl = "1h", load_timeout = "2s")]
    async fn long_lived(&self, scope: &User, id: i64) -> DbResult<Post> {
        Ok(self.query(scope.id, id).await)
    }

    #[cached_scoped(self.posts, ttl = "2m", negative_ttl = "5s")]
    async fn perhaps(&self, scope: &User, id: i64) -> DbResult<Option<Post>> {
        let before = self.queries();
        Ok(self.find(scope.id, id).await.filter(|_| before > 0))
    }

    #[cached_scoped(self.slugs, negative_ttl = "5s", ttl_from = |post| Duration::from_secs(post.id.unsigned_abs()))]
    async fn perhaps_by_slug(&self, scope: &User, slug: &str) -> Option<Post> {
        self.find(scope.id, slug.parse().ok()?).await
    }

    #[cached_scoped(self.posts, put = id, ttl = "10s")]
    async fn save(&self, scope: &User, id: i64) -> DbResult<Option<Post>> {
        Ok(self.find(scope.id, id).await)
    }

    #[cached_scoped(self.posts, put_new = |post| post.id, ttl_from = |post| Duration::from_secs(post.id.unsigned_abs()))]
    async fn create_lasting(&self, scope: &User, seconds: i64) -> Post {
        self.query(scope.id, seconds).await
    }
}

/// Loads at once, not at one second less than `seconds`, and again at `seconds`.
async fn lives<T>(db: &Db, clock: &ManualClock, seconds: u64, mut read: impl AsyncFnMut() -> T) {
    let before = db.queries();
    read().await;
    clock.advance(Duration::from_secs(seconds - 1));
    read().await;
    assert_eq!(db.queries(), before + 1, "not before {seconds} s");
    clock.advance(Duration::from_secs(1));
    read().await;
    assert_eq!(db.queries(), before + 2, "not after {seconds} s");
}

#[tokio::test]
async fn what_a_function_loads_lives_as_long_as_the_function_says() {
    let (db, clock) = db();
    lives(&db, &clock, 10, async || sendable(db.short_lived(&ANN, 1)).await).await;
    assert_cached!(db, |user| db.short_lived(user, 2));
}

#[tokio::test]
async fn a_function_may_keep_longer_than_its_region() {
    let (db, clock) = db();
    lives(&db, &clock, 3_600, async || sendable(db.long_lived(&ANN, 1)).await).await;
}

#[tokio::test]
async fn none_is_kept_as_long_as_the_function_says_and_a_value_as_long_as_it_says_of_those() {
    let (db, clock) = db();
    assert_eq!(sendable(db.perhaps(&ANN, 1)).await, Ok(None));
    clock.advance(Duration::from_millis(4_999));
    assert_eq!(db.perhaps(&ANN, 1).await, Ok(None));
    assert_eq!(db.queries(), 1);
    clock.advance(Duration::from_millis(1));
    lives(&db, &clock, 120, async || assert!(db.perhaps(&ANN, 1).await.unwrap().is_some())).await;
}

#[tokio::test]
async fn none_that_is_kept_is_nobody_elses_and_is_invalidated_like_a_value() {
    let (db, _clock) = db();
    assert_eq!(db.perhaps(&ANN, 1).await, Ok(None));
    assert!(db.perhaps(&crate::db::BOB, 1).await.unwrap().is_some(), "another user loads his own");
    let saved = db.save(&ANN, 1).await.unwrap();
    assert!(saved.is_some());
    assert_eq!(db.perhaps(&ANN, 1).await, Ok(saved));
}

#[tokio::test]
async fn a_value_that_knows_its_end_and_none_have_lives_of_their_own() {
    let (db, clock) = db();
    lives(&db, &clock, 7, async || sendable(db.perhaps_by_slug(&ANN, "7")).await).await;
    assert_eq!(db.perhaps_by_slug(&ANN, "no number").await, None);
    lives(&db, &clock, 60, async || db.perhaps_by_slug(&ANN, "3600").await).await;
}

#[tokio::test]
async fn what_a_mutation_puts_lives_as_long_as_the_mutation_says() {
    let (db, clock) = db();
    db.save(&ANN, 1).await.unwrap();
    clock.advance(Duration::from_secs(9));
    db.short_lived(&ANN, 1).await;
    assert_eq!(db.queries(), 1);
    clock.advance(Duration::from_secs(1));
    db.short_lived(&ANN, 1).await;
    assert_eq!(db.queries(), 2);
}

#[tokio::test]
async fn what_a_mutation_puts_does_not_outlive_itself() {
    let (db, clock) = db();
    sendable(db.create_lasting(&ANN, 7)).await;
    clock.advance(Duration::from_secs(6));
    db.short_lived(&ANN, 7).await;
    assert_eq!(db.queries(), 1);
    clock.advance(Duration::from_secs(1));
    db.short_lived(&ANN, 7).await;
    assert_eq!(db.queries(), 2);
}

#[tokio::test]
async fn what_a_configuration_says_of_the_region_goes_before_the_function() {
    let (builder, clock) = minute();
    let mut configured = RegionOverride::default();
    configured.ttl = Some(Duration::from_secs(20));
    let db = Db::in_cache(builder.region_override("post", configured));
    lives(&db, &clock, 20, async || db.short_lived(&ANN, 1).await).await;
    db.save(&ANN, 2).await.unwrap();
    let queries = db.queries();
    clock.advance(Duration::from_secs(19));
    db.short_lived(&ANN, 2).await;
    assert_eq!(db.queries(), queries);
    clock.advance(Duration::from_secs(1));
    db.short_lived(&ANN, 2).await;
    assert_eq!(db.queries(), queries + 1);
}

#[tokio::test]
async fn what_a_configuration_says_of_none_goes_before_the_function() {
    let (builder, clock) = minute();
    let mut configured = RegionOverride::default();
    configured.negative_ttl = Some(Duration::from_secs(2));
    let db = Db::in_cache(builder.region_override("post", configured));
    assert_eq!(db.perhaps(&ANN, 1).await, Ok(None));
    clock.advance(Duration::from_millis(1_999));
    assert_eq!(db.perhaps(&ANN, 1).await, Ok(None));
    clock.advance(Duration::from_millis(1));
    assert!(db.perhaps(&ANN, 1).await.unwrap().is_some());
}
