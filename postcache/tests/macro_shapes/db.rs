//! The repository that the shapes stand on, and the law that every read obeys.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use postcache::{Cache, CacheBuilder, Elapsed, MemoryStore, NotFenced, Owned, Region, Scope};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Owned)]
pub(crate) struct Post {
    pub(crate) id: i64,
    #[owner]
    pub(crate) user_id: i64,
    pub(crate) title: String,
}

#[derive(Clone, Debug, Scope)]
pub(crate) struct User {
    #[scope]
    pub(crate) id: i64,
}

pub(crate) const ANN: User = User { id: 1 };
pub(crate) const BOB: User = User { id: 2 };

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DbError {
    Rejected,
    Broken,
    Late,
    Unfenced,
}

impl From<Elapsed> for DbError {
    fn from(_: Elapsed) -> Self {
        Self::Late
    }
}

impl From<NotFenced> for DbError {
    fn from(_: NotFenced) -> Self {
        Self::Unfenced
    }
}

impl From<std::num::ParseIntError> for DbError {
    fn from(_: std::num::ParseIntError) -> Self {
        Self::Broken
    }
}

pub(crate) type DbResult<T> = Result<T, DbError>;

/// A database that counts its queries, and regions of several kinds over it.
#[derive(Clone)]
pub(crate) struct Db {
    pub(crate) cache: Cache,
    pub(crate) posts: Region<i64, Post>,
    pub(crate) slugs: Region<String, Post>,
    pub(crate) pairs: Region<(i64, String), Post>,
    pub(crate) lists: Region<(), Vec<Post>>,
    pub(crate) counts: Region<(), u64>,
    queries: Arc<AtomicUsize>,
    deleted: Arc<Mutex<HashSet<i64>>>,
}

impl Db {
    /// A foreign row or a second reader is a panic.
    pub(crate) fn new() -> Self {
        Self::over(true)
    }

    /// A foreign row is returned, and not kept.
    pub(crate) fn lenient() -> Self {
        Self::over(false)
    }

    fn over(strict: bool) -> Self {
        Self::in_cache(Cache::builder(MemoryStore::default()).strict(strict))
    }

    pub(crate) fn in_cache(builder: CacheBuilder) -> Self {
        let cache = builder.settled(|error: &DbError| *error == DbError::Rejected).build().unwrap();
        Self {
            posts: cache.region("post").build().unwrap(),
            slugs: cache.region("post-by-slug").build().unwrap(),
            pairs: cache.region("post-by-pair").build().unwrap(),
            lists: cache.region("post-list").tags(["posts"]).build().unwrap(),
            counts: cache.region("post-count").tags(["posts"]).unchecked("a count has no owner").unwrap(),
            cache,
            queries: Arc::default(),
            deleted: Arc::default(),
        }
    }

    pub(crate) fn queries(&self) -> usize {
        self.queries.load(Relaxed)
    }

    /// What a query finds. Every row says how many queries came before it, so a loaded row differs from a cached one.
    pub(crate) async fn query(&self, user: i64, id: i64) -> Post {
        tokio::task::yield_now().await;
        let before = self.queries.fetch_add(1, Relaxed);
        Post { id, user_id: user, title: format!("read {before}") }
    }

    pub(crate) async fn find(&self, user: i64, id: i64) -> Option<Post> {
        let post = self.query(user, id).await;
        (!self.deleted.lock().unwrap().contains(&id)).then_some(post)
    }

    pub(crate) fn remove(&self, id: i64) -> bool {
        self.deleted.lock().unwrap().insert(id)
    }
}

/// The law of reads: the first call loads and the second does not; another user gets his own; what was cleared is loaded
/// again, and only that.
macro_rules! assert_cached {
    ($db:expr, |$user:ident| $read:expr) => {{
        let db: &crate::db::Db = &$db;
        let before = db.queries();
        let first = {
            let $user = &crate::db::ANN;
            $read.await
        };
        assert_eq!(db.queries() - before, 1, "a miss loads once");
        let hit = {
            let $user = &crate::db::ANN;
            $read.await
        };
        assert_eq!(db.queries() - before, 1, "a hit loads nothing");
        assert_eq!(first, hit);
        let other = {
            let $user = &crate::db::BOB;
            $read.await
        };
        assert_eq!(db.queries() - before, 2, "another user loads his own");
        assert_ne!(first, other);
        db.cache.clear_scope(&crate::db::ANN).await.unwrap();
        let anew = {
            let $user = &crate::db::ANN;
            $read.await
        };
        assert_eq!(db.queries() - before, 3, "what was cleared is loaded");
        assert_ne!(first, anew);
        let kept = {
            let $user = &crate::db::BOB;
            $read.await
        };
        assert_eq!(db.queries() - before, 3, "and nothing else");
        assert_eq!(other, kept);
    }};
}
pub(crate) use assert_cached;

/// The future is `Send`, as a server needs it.
pub(crate) fn sendable<F: Future + Send>(future: F) -> F {
    future
}
