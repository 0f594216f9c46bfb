//! Through annotated methods: a value loaded before a mutation is never visible after it.
#![cfg(feature = "test-util")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "laws fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "a test is the runtime of its own tasks")]

use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::Duration;

use postcache::{Cache, CacheConfig, Owned, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

#[derive(Scope)]
struct User {
    #[scope]
    id: i64,
}

const ANN: User = User { id: 1 };

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
struct Post {
    id: i64,
    #[owner]
    user_id: i64,
    version: u64,
}

#[derive(Debug)]
struct DbError;

/// One row, with a version that every write raises, and loaders and writers that a test holds back.
#[derive(Default)]
struct Db {
    version: AtomicU64,
    holds_loads: AtomicBool,
    holds_writes: AtomicBool,
    reached: Gate,
    open: Gate,
    fails: AtomicBool,
    log: Mutex<Vec<&'static str>>,
}

struct Gate(Semaphore);

impl Default for Gate {
    fn default() -> Self {
        Self(Semaphore::new(0))
    }
}

impl Gate {
    async fn pass(&self) {
        self.0.acquire().await.unwrap().forget();
    }
}

impl Db {
    async fn held(&self, held: &AtomicBool, at: &'static str) {
        if held.load(SeqCst) {
            self.log.lock().unwrap().push(at);
            self.reached.0.add_permits(1);
            self.open.pass().await;
        }
    }

    async fn read(&self, user: &User, id: i64) -> Post {
        let version = self.version.load(SeqCst);
        self.held(&self.holds_loads, "load").await;
        Post { id, user_id: user.id, version }
    }

    async fn write(&self, user: &User, id: i64) -> Result<Post, DbError> {
        let version = self.version.fetch_add(1, SeqCst) + 1;
        self.held(&self.holds_writes, "write").await;
        if self.fails.load(SeqCst) { Err(DbError) } else { Ok(Post { id, user_id: user.id, version }) }
    }
}

#[derive(Clone)]
struct Posts {
    db: Arc<Db>,
    cache: Cache,
    rows: Region<i64, Post>,
    lists: Region<(), Vec<Post>>,
}

impl Posts {
    async fn new() -> Self {
        let cache = CacheConfig::test().connect().await.unwrap();
        let rows = cache.region("post").build().unwrap();
        let lists = cache.region("post-list").tags(["posts"]).build().unwrap();
        Self { db: Arc::default(), cache, rows, lists }
    }

    #[cached_scoped(self.rows)]
    async fn get(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        Ok(Some(Arc::new(self.db.read(scope, id).await)))
    }

    #[cached_scoped(self.lists)]
    async fn list(&self, scope: &User) -> Result<Arc<Vec<Post>>, DbError> {
        Ok(Arc::new(vec![self.db.read(scope, 1).await]))
    }

    #[cached_scoped(self.rows, put = id, invalidate_tags = ["posts"])]
    async fn update(&self, scope: &User, id: i64) -> Result<Option<Post>, DbError> {
        self.db.write(scope, id).await.map(Some)
    }

    #[cached_scoped(self.rows, put_new = |post| post.id, invalidate_tags = ["posts"])]
    async fn create(&self, scope: &User) -> Result<Post, DbError> {
        self.db.write(scope, 1).await
    }

    #[cached_scoped(self.rows, evict = id, invalidate_tags = ["posts"])]
    async fn delete(&self, scope: &User, id: i64) -> Result<bool, DbError> {
        self.db.write(scope, id).await.map(|_| true)
    }

    #[cached_scoped(self.rows, clear_scope)]
    async fn import(&self, scope: &User) -> Result<u64, DbError> {
        self.db.write(scope, 1).await.map(|post| post.version)
    }

    async fn version(&self) -> u64 {
        self.get(&ANN, 1).await.unwrap().unwrap().version
    }

    async fn list_version(&self) -> u64 {
        self.list(&ANN).await.unwrap()[0].version
    }

    /// A read and a list that have asked the database and are then held back.
    async fn held_loads(&self) -> [tokio::task::JoinHandle<u64>; 2] {
        self.db.holds_loads.store(true, SeqCst);
        let (one, other) = (self.clone(), self.clone());
        let loads =
            [tokio::spawn(async move { one.version().await }), tokio::spawn(async move { other.list_version().await })];
        self.db.reached.pass().await;
        self.db.reached.pass().await;
        self.db.holds_loads.store(false, SeqCst);
        loads
    }
}

/// Holds a load back, runs `mutation` beside it, lets the load go, and looks.
async fn a_held_load_is_not_seen_after(mutation: impl AsyncFnOnce(&Posts)) {
    let posts = Posts::new().await;
    let loads = posts.held_loads().await;
    mutation(&posts).await;
    posts.db.open.0.add_permits(2);
    for load in loads {
        assert_eq!(load.await.unwrap(), 0, "its own caller gets what was loaded");
    }
    let truth = posts.db.version.load(SeqCst);
    assert!(truth > 0);
    assert_eq!((posts.version().await, posts.list_version().await), (truth, truth));
}

#[tokio::test]
async fn an_update() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.update(&ANN, 1).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_create() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.create(&ANN).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_delete() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.delete(&ANN, 1).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_import() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.import(&ANN).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_mutation_that_failed_though_it_wrote() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.db.fails.store(true, SeqCst);
        posts.update(&ANN, 1).await.unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn a_mutation_that_was_dropped_after_it_wrote() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.db.holds_writes.store(true, SeqCst);
        let mut update = pin!(posts.update(&ANN, 1));
        assert!(update.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        posts.db.reached.pass().await;
        assert_eq!(*posts.db.log.lock().unwrap(), ["load", "load", "write"]);
    })
    .await;
}

#[tokio::test]
async fn two_updates_that_overlap() {
    a_held_load_is_not_seen_after(async |posts: &Posts| {
        posts.db.holds_writes.store(true, SeqCst);
        let first = tokio::spawn({
            let posts = posts.clone();
            async move { posts.update(&ANN, 1).await.unwrap().unwrap().version }
        });
        posts.db.reached.pass().await;
        posts.db.holds_writes.store(false, SeqCst);
        assert_eq!(posts.update(&ANN, 1).await.unwrap().unwrap().version, 2);
        // The loads that are held wait at the same gate, so all three go on.
        posts.db.open.0.add_permits(3);
        assert_eq!(first.await.unwrap(), 1, "the first to commit is the last to finish");
    })
    .await;
}

#[tokio::test]
async fn a_load_that_begins_in_the_hold_of_a_dropped_mutation_and_ends_after_it() {
    let posts = Posts::new().await;
    posts.db.holds_writes.store(true, SeqCst);
    {
        let mut update = pin!(posts.update(&ANN, 1));
        assert!(update.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        posts.db.reached.pass().await;
    }
    let loads = posts.held_loads().await;
    // The commit of the dropped mutation takes effect at the last moment that it may.
    posts.db.version.fetch_add(1, SeqCst);
    posts.cache.manual_clock().unwrap().advance(Duration::from_secs(6));
    posts.db.open.0.add_permits(2);
    for load in loads {
        assert_eq!(load.await.unwrap(), 1);
    }
    assert_eq!((posts.version().await, posts.list_version().await), (2, 2));
}

#[tokio::test]
async fn an_update_is_written_through() {
    let posts = Posts::new().await;
    assert_eq!(posts.version().await, 0);
    posts.update(&ANN, 1).await.unwrap();
    assert_eq!(posts.version().await, 1);
    assert_eq!((posts.rows.stats().hits, posts.rows.stats().put("stored")), (1, 1));
}
