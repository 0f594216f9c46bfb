//! What an application in an older edition writes, under whatever lints it may have chosen.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications)]
#![deny(rust_2018_idioms, rust_2021_compatibility, unsafe_op_in_unsafe_fn, let_underscore_drop, unused_lifetimes)]
#![deny(clippy::all, clippy::pedantic, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::shadow_reuse)]
#![deny(clippy::items_after_statements, clippy::exhaustive_structs, clippy::clone_on_ref_ptr, clippy::absolute_paths)]
#![deny(clippy::mod_module_files, clippy::missing_docs_in_private_items, clippy::future_not_send, clippy::unused_async)]
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use pc::{cached_scoped, Cache, CacheKey, Elapsed, Error, Owned, Region, Scope};
use serde::{Deserialize, Serialize};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Owned)]
#[owned(crate = pc)]
#[non_exhaustive]
pub struct Post {
    /// Its key.
    pub id: i64,
    /// Whose it is.
    #[owner]
    pub user_id: i64,
    /// How many queries were made before it was read.
    pub queries: usize,
}

/// Who is signed in.
#[derive(Clone, Debug, Scope)]
#[scope(crate = pc)]
#[expect(clippy::exhaustive_structs, reason = "tests make it")]
pub struct User {
    /// By which he is known.
    #[scope]
    pub id: i64,
}

/// A key of several parts; `gen` is a word of a later edition.
#[derive(Clone, Debug, CacheKey)]
#[cache_key(crate = pc)]
#[expect(clippy::exhaustive_enums, reason = "tests make it")]
pub enum Page<'a> {
    /// The first one.
    First,
    /// One that is found by where the last one ended.
    After {
        /// The generation.
        gen: u32,
        /// The last title.
        title: &'a str,
    },
}

/// Too slow.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Slow;

impl From<Elapsed> for Slow {
    fn from(_: Elapsed) -> Self {
        Self
    }
}

/// The repository.
#[derive(Debug)]
pub struct Posts {
    /// Counts.
    queries: AtomicUsize,
    /// Single rows.
    rows: Region<i64, Post>,
    /// Pages of them.
    pages: Region<(Page<'static>, u32), Vec<Post>>,
}

impl Posts {
    /// With regions in `cache`.
    ///
    /// # Errors
    ///
    /// The regions exist and are others.
    pub fn new(cache: &Cache) -> Result<Self, Error> {
        let pages = cache.region("page").tags(["posts"]).build()?;
        Ok(Self { queries: AtomicUsize::new(0), rows: cache.region("post").build()?, pages })
    }

    /// How many queries were made.
    pub fn queries(&self) -> usize {
        self.queries.load(Ordering::Relaxed)
    }

    /// A query.
    #[expect(clippy::unused_async, reason = "a database is awaited")]
    async fn query(&self, user_id: i64, id: i64) -> Post {
        let queries = self.queries.fetch_add(1, Ordering::Relaxed);
        Post { id, user_id, queries }
    }

    /// One of them.
    ///
    /// # Errors
    ///
    /// It takes too long.
    #[tracing::instrument(skip(self, scope), ret)]
    #[cached_scoped(self.rows, crate = pc, ttl = "1m", negative_ttl = "5s", load_timeout = "2s")]
    pub async fn get(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, Slow> {
        if id == 0 {
            return Ok(None);
        }
        Ok(Some(Arc::new(self.query(scope.id, id).await)))
    }

    /// Some of them; the arguments are named by words of a later edition.
    #[cached_scoped(self.pages, crate = pc)]
    pub async fn page(&self, scope: &User, gen: &Page<'_>, mut r#try: u32) -> Vec<Post> {
        r#try += u32::from(matches!(gen, Page::First));
        vec![self.query(scope.id, i64::from(r#try)).await]
    }

    /// Changes one.
    ///
    /// # Errors
    ///
    /// Never.
    #[cached_scoped(self.rows, crate = pc, put = id, ttl = "1m", evict(self.pages, (Page::First, 1)), settled = never)]
    pub async fn update(&self, scope: &User, id: i64) -> Result<Option<Post>, Slow> {
        Ok(Some(self.query(scope.id, id).await))
    }

    /// Makes one.
    #[must_use]
    #[cached_scoped(self.rows, crate = pc, put_new = |post| post.id, invalidate_tags = ["posts"])]
    #[tracing::instrument(skip_all)]
    pub async fn create(&self, scope: &User) -> Post {
        self.query(scope.id, 9).await
    }

    /// Forgets all.
    #[cached_scoped(self.rows, crate = pc, clear_scope)]
    pub async fn forget(&self, scope: &User) {
        self.query(scope.id, 0).await;
    }
}

/// An object.
#[async_trait::async_trait]
pub trait Objects: Send + Sync {
    /// One of them.
    async fn object(&self, scope: &User, id: i64) -> Post;

    /// The same, traced inside and not around.
    async fn traced(&self, scope: &User, id: i64) -> Post;
}

#[async_trait::async_trait]
impl Objects for Posts {
    #[tracing::instrument(skip_all)]
    #[cached_scoped(self.rows, crate = pc, same_as = get)]
    async fn object(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.rows, crate = pc, same_as = get)]
    #[tracing::instrument(skip_all, fields(id = id))]
    async fn traced(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }
}
