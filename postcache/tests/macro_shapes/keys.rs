//! Keys that are written, and arguments that are left out of them.

use postcache::{CacheKey, ReadMode, Region, cached_scoped};

use crate::db::{ANN, Db, Post, User, assert_cached, sendable};

#[derive(Clone, Copy)]
struct Trace;

#[derive(Clone, Copy, CacheKey)]
struct PostId(i64);

#[derive(CacheKey)]
enum Lookup<'a> {
    Newest,
    By { author: PostId, word: &'a str },
}

struct Shapes {
    db: Db,
    by_newtype: Region<PostId, Post>,
    by_lookup: Region<Lookup<'static>, Post>,
}

impl Shapes {
    fn new() -> Self {
        let db = Db::new();
        let by_newtype = db.cache.region("newtype").build().unwrap();
        let by_lookup = db.cache.region("lookup").build().unwrap();
        Self { db, by_newtype, by_lookup }
    }

    #[cached_scoped(self.db.pairs, key = (id, slug.to_lowercase()))]
    async fn written(&self, scope: &User, slug: &str, id: i64) -> Post {
        drop(slug.to_owned());
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(self.db.posts, ignore(trace = "only logged"))]
    async fn ignoring(&self, scope: &User, id: i64, trace: Trace) -> Post {
        let Trace = trace;
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(self.by_newtype)]
    async fn newtype(&self, scope: &User, id: PostId) -> Post {
        self.db.query(scope.id, id.0).await
    }

    #[cached_scoped(self.by_lookup)]
    async fn lookup(&self, scope: &User, lookup: Lookup<'_>) -> Post {
        let id = match lookup {
            Lookup::Newest => 0,
            Lookup::By { author, word } => author.0 + i64::try_from(word.len()).unwrap(),
        };
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(self.db.posts, read_mode = mode)]
    async fn in_mode(&self, scope: &User, id: i64, mode: ReadMode) -> Post {
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(
        self.db.posts,
        read_mode = if fresh { ReadMode::Refresh } else { ReadMode::Normal },
        ignore(fresh = "chooses the read mode")
    )]
    async fn in_chosen_mode(&self, scope: &User, id: i64, fresh: bool) -> Post {
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(self.db.posts)]
    async fn first_reader(&self, scope: &User, id: i64) -> Post {
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(self.db.posts, same_as = first_reader)]
    async fn same_query(&self, scope: &User, id: i64) -> Option<Post> {
        Some(self.db.query(scope.id, id).await)
    }
}

#[tokio::test]
async fn a_written_key_may_normalise() {
    let shapes = Shapes::new();
    let first = sendable(shapes.written(&ANN, "A", 1)).await;
    assert_eq!(first, shapes.written(&ANN, "a", 1).await);
    assert_ne!(first, shapes.written(&ANN, "a", 2).await);
    assert_cached!(shapes.db, |user| shapes.written(user, "b", 1));
}

#[tokio::test]
async fn an_ignored_argument_tells_no_calls_apart() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.ignoring(user, 1, Trace)));
}

#[tokio::test]
async fn newtypes_and_enums_are_keys() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.newtype(user, PostId(1))));
    assert_cached!(shapes.db, |user| sendable(shapes.lookup(user, Lookup::Newest)));
    let word = String::from("rust");
    assert_cached!(shapes.db, |user| shapes.lookup(user, Lookup::By { author: PostId(1), word: &word }));
}

#[tokio::test]
async fn an_argument_may_choose_the_read_mode() {
    let shapes = Shapes::new();
    let first = sendable(shapes.in_mode(&ANN, 1, ReadMode::Normal)).await;
    let refreshed = shapes.in_mode(&ANN, 1, ReadMode::Refresh).await;
    assert_ne!(first, refreshed);
    assert_eq!(refreshed, shapes.in_mode(&ANN, 1, ReadMode::Normal).await, "the refreshed value took its place");
    assert_ne!(refreshed, shapes.in_mode(&ANN, 1, ReadMode::Bypass).await);
    assert_eq!(shapes.db.queries(), 3);
}

#[tokio::test]
async fn an_expression_may_choose_the_read_mode() {
    let shapes = Shapes::new();
    let first = sendable(shapes.in_chosen_mode(&ANN, 1, false)).await;
    let refreshed = shapes.in_chosen_mode(&ANN, 1, true).await;
    assert_ne!(first, refreshed);
    assert_eq!(refreshed, shapes.in_chosen_mode(&ANN, 1, false).await);
}

#[tokio::test]
async fn a_second_reader_that_runs_the_same_query_says_so() {
    let shapes = Shapes::new();
    let first = shapes.first_reader(&ANN, 1).await;
    assert_eq!(sendable(shapes.same_query(&ANN, 1)).await, Some(first));
    assert_eq!(shapes.db.queries(), 1);
}
