//! Names of the user's that look like ours, or like the language's.

use crate::db::{ANN, Db, Post, User, assert_cached, sendable};

/// The prelude is not there, and its names mean something else.
#[expect(dead_code, reason = "that is the point")]
mod shadowed {
    #![no_implicit_prelude]

    use super::{Db, Post, User};

    pub(super) struct Result;
    pub(super) struct Option;
    pub(super) struct String;
    pub(super) struct Region;
    pub(super) struct Probe;
    pub(super) struct Some;
    pub(super) struct Ok;
    pub(super) struct Err;
    mod std {}
    mod core {}
    mod postcache {}

    impl Db {
        #[::postcache::cached_scoped(self.posts)]
        pub(super) async fn shadowed(&self, scope: &User, id: i64) -> ::core::option::Option<Post> {
            self.find(scope.id, id).await
        }

        #[::postcache::cached_scoped(
            self.posts,
            put = id,
            evict(self.lists, ()),
            fence = "required",
            invalidate_tags = ["posts"]
        )]
        pub(super) async fn shadowed_put(&self, scope: &User, id: i64) -> crate::db::DbResult<Post> {
            ::core::result::Result::Ok(self.query(scope.id, id).await)
        }
    }

    #[derive(::postcache::CacheKey)]
    pub(super) enum Key<'a, T> {
        Unit,
        Tuple(i64, &'a str),
        Named { value: T },
    }

    #[derive(::postcache::Owned)]
    pub(super) struct Rows<T> {
        #[owned]
        rows: ::std::vec::Vec<T>,
        #[owner]
        owner: i64,
    }

    #[derive(::postcache::Scope)]
    pub(super) struct Two {
        #[scope]
        a: i64,
        #[scope]
        b: ::std::string::String,
    }
}

mod renamed {
    use pc::{CacheKey, Owned, Scope};
    use postcache as pc;

    use super::{Db, Post, User};

    impl Db {
        #[pc::cached_scoped(self.posts, crate = pc)]
        pub(super) async fn renamed(&self, scope: &User, id: i64) -> Post {
            self.query(scope.id, id).await
        }
    }

    #[derive(Scope, Owned, CacheKey)]
    #[scope(crate = pc)]
    #[owned(crate = pc)]
    #[cache_key(crate = pc)]
    pub(super) struct All {
        #[scope]
        #[owner]
        pub(super) id: i64,
    }
}

/// Types of the user's own that are called like the language's, as values.
mod own_types {
    use postcache::{Owned, Region, cached_scoped};
    use serde::{Deserialize, Serialize};

    use super::{Db, User};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
    pub(super) enum Result {
        Ok(#[owner] i64, usize),
        Err {
            #[owner]
            by: i64,
        },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
    pub(super) struct Option<T> {
        #[owned]
        pub(super) some: Vec<T>,
    }

    pub(super) struct Own {
        pub(super) db: Db,
        pub(super) results: Region<i64, Result>,
        pub(super) options: Region<i64, Option<Result>>,
    }

    impl Own {
        #[cached_scoped(self.results)]
        pub(super) async fn result(&self, scope: &User, id: i64) -> Result {
            self.db.query(scope.id, id).await;
            if id < 0 { Result::Err { by: scope.id } } else { Result::Ok(scope.id, self.db.queries()) }
        }

        #[cached_scoped(self.options)]
        pub(super) async fn option(&self, scope: &User, id: i64) -> std::result::Result<Option<Result>, ()> {
            self.db.query(scope.id, id).await;
            Ok(Option { some: vec![Result::Ok(scope.id, self.db.queries())] })
        }
    }
}

impl Db {
    #[postcache::cached_scoped(cache.pairs, ignore(args = "only a name"))]
    async fn of_likely_names(
        cache: &Self,
        scope: &User,
        key: i64,
        region: &str,
        args: impl Iterator<Item = i64> + Send,
    ) -> Post {
        let (probe, hit, miss) = (args.count(), key, region);
        cache.query(scope.id, hit + i64::try_from(probe + miss.len()).unwrap()).await
    }

    #[deprecated = "kept, and so is this"]
    #[postcache::cached_scoped(self.posts)]
    #[inline]
    async fn deprecated(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[postcache::cached_scoped(self.pairs)]
    async fn colliding(&self, scope: &User, __postcache_hit: i64, __postcache_miss: String) -> Post {
        let (probe, hit, key, region) = (1, 2, 3, __postcache_hit);
        drop(__postcache_miss);
        self.query(scope.id, probe + hit + key + region).await
    }

    #[postcache::cached_scoped(self.posts)]
    async fn r#type(&self, scope: &User, r#match: i64) -> Post {
        self.query(scope.id, r#match).await
    }

    #[postcache::cached_scoped(self.pairs)]
    async fn unused(&self, scope: &User, _id: i64, _slug: &str) -> Post {
        self.query(scope.id, 1).await
    }

    #[expect(clippy::used_underscore_binding, reason = "used after all, and only in a text")]
    #[postcache::cached_scoped(self.posts)]
    async fn used_after_all(&self, scope: &User, mut _id: i64) -> Post {
        _id += 1;
        let title = format!("{_id}");
        Post { title, ..self.query(scope.id, 1).await }
    }

    /// Documented, and its attributes are kept.
    #[expect(non_snake_case, reason = "an attribute above")]
    #[postcache::cached_scoped(self.posts)]
    #[must_use]
    #[cfg(not(any()))]
    pub(crate) async fn Attributes(&self, scope: &User, id: i64) -> Post {
        #![expect(clippy::needless_late_init, reason = "an attribute inside")]
        let post;
        post = self.query(scope.id, id).await;
        post
    }
}

#[tokio::test]
async fn nothing_that_is_shadowed_is_used() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.shadowed(user, 1)));
    let put = sendable(db.shadowed_put(&ANN, 2)).await.unwrap();
    assert_eq!(db.shadowed(&ANN, 2).await, Some(put));
}

#[tokio::test]
async fn the_facade_may_have_another_name() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.renamed(user, 1)));
    assert_eq!(renamed::All { id: 5 }.id, 5);
}

#[tokio::test]
async fn names_that_look_like_the_expansions_are_the_users() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.colliding(user, 5, "a".into())));
}

#[tokio::test]
async fn what_the_body_does_not_use_is_in_the_key() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.unused(user, 1, "a")));
    let queries = db.queries();
    db.unused(&ANN, 2, "a").await;
    db.unused(&ANN, 1, "b").await;
    assert_eq!(db.queries(), queries + 2);
}

#[tokio::test]
async fn what_looks_unused_may_be_used_after_all() {
    let db = Db::new();
    assert_eq!(sendable(db.used_after_all(&ANN, 1)).await.title, "2");
    assert_eq!(db.used_after_all(&ANN, 1).await.title, "2");
    assert_eq!(db.queries(), 1);
}

#[tokio::test]
async fn names_may_be_keywords() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.r#type(user, 1)));
}

#[tokio::test]
async fn attributes_above_and_inside_are_kept() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.Attributes(user, 1)));
}

#[tokio::test]
async fn types_that_are_called_like_the_languages_are_values() {
    let db = Db::new();
    let own = own_types::Own {
        results: db.cache.region("result").build().unwrap(),
        options: db.cache.region("option").build().unwrap(),
        db,
    };
    let first = own.result(&ANN, 1).await;
    assert_eq!(own.result(&ANN, 1).await, first);
    assert_eq!(sendable(own.result(&ANN, -1)).await, own_types::Result::Err { by: 1 });
    own.result(&ANN, -1).await;
    assert_eq!(own.db.queries(), 2, "an `Err` of theirs is a value");
    let some = sendable(own.option(&ANN, 1)).await.unwrap().some;
    assert_eq!(own.option(&ANN, 1).await.unwrap().some, some);
    assert_eq!(own.db.queries(), 3);
}

#[tokio::test]
async fn arguments_may_be_called_what_a_cache_calls_things() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(Db::of_likely_names(&db, user, 1, "a", 0..3)));
}

#[tokio::test]
#[expect(deprecated, reason = "the attribute is kept")]
async fn a_deprecated_function_stays_one() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.deprecated(user, 1)));
}
