//! What may stand in a body, and in how many lines.

use std::rc::Rc;

use postcache::cached_scoped;

use crate::db::{ANN, Db, DbError, DbResult, Post, User, assert_cached, sendable};

impl Db {
    #[cached_scoped(self.posts)]
    async fn leaving(&self, scope: &User, id: i64) -> DbResult<Post> {
        let found = 'search: {
            for candidate in 0..10 {
                if candidate == id {
                    break 'search candidate;
                }
            }
            return Err(DbError::Rejected);
        };
        let halved: DbResult<i64> = (|| if found % 2 == 0 { Ok(found / 2) } else { Err(DbError::Broken)? })();
        Ok(self.query(scope.id, halved?).await)
    }

    #[cached_scoped(self.posts)]
    async fn with_items(&self, scope: &User, id: i64) -> Option<Post> {
        use std::ops::Neg;
        const STEP: i64 = 1;
        macro_rules! given {
            ($option:expr) => {
                $option?
            };
        }
        fn turned(id: i64) -> i64 {
            id.neg()
        }
        let (user, id) = tokio::join!(async { Some(scope.id) }, async { Some(turned(id) + STEP) });
        self.find(given!(user), given!(id)).await
    }

    #[expect(clippy::future_not_send, reason = "that is the point: it is as the body is")]
    #[cached_scoped(self.posts)]
    async fn of_one_thread(&self, scope: &User, id: i64) -> Post {
        let shared = Rc::new(id);
        self.query(scope.id, *shared).await
    }

    #[cached_scoped(self.posts, put = id)]
    async fn panicking(&self, scope: &User, id: i64) -> Post {
        assert_ne!(id, 0, "no such id for {}", scope.id);
        self.query(scope.id, id).await
    }
}

/// As short as they can be written, where the compiler looks for braces that are too many.
#[rustfmt::skip]
mod short {
    use super::{Db, DbResult, Post, User, cached_scoped};

    impl Db {
        #[cached_scoped(self.posts)]
        pub(super) async fn short(&self, scope: &User, id: i64) -> Post { self.query(scope.id, id).await }

        #[cached_scoped(self.posts, put = id)]
        pub(super) async fn short_put(&self, scope: &User, id: i64) -> DbResult<Post> { Ok(self.query(scope.id, id).await) }

        #[cached_scoped(self.posts, clear_scope)]
        pub(super) async fn short_of_nothing(&self, scope: &User) { drop(self.query(scope.id, 0).await) }

        #[cached_scoped(&self.posts, key = id)]
        pub(super) async fn short_of_a_reference(&self, scope: &User, id: i64) -> Post { self.query(scope.id, id).await }
    }
}

#[tokio::test]
async fn a_body_may_leave_from_wherever_it_is() {
    let db = Db::new();
    assert_eq!(sendable(db.leaving(&ANN, 11)).await, Err(DbError::Rejected));
    assert_eq!(db.leaving(&ANN, 3).await, Err(DbError::Broken));
    assert_cached!(db, |user| db.leaving(user, 4));
}

#[tokio::test]
async fn a_body_may_have_items_and_macros_of_its_own() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.with_items(user, 4)));
}

#[tokio::test]
async fn a_future_may_stay_on_its_thread() {
    let db = Db::new();
    assert_cached!(db, |user| db.of_one_thread(user, 4));
}

#[tokio::test]
async fn a_body_may_be_one_line() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.short(user, 4)));
    let put = sendable(db.short_put(&ANN, 4)).await.unwrap();
    assert_eq!(db.short(&ANN, 4).await, put);
    sendable(db.short_of_nothing(&ANN)).await;
    assert_ne!(db.short(&ANN, 4).await, put);
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.short_of_a_reference(user, 4)));
}

#[tokio::test]
async fn a_body_that_panics_leaves_nothing_behind() {
    let db = std::sync::Arc::new(Db::new());
    let held = std::sync::Arc::clone(&db);
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move { held.panicking(&ANN, 0).await });
    assert!(tasks.join_next().await.unwrap().unwrap_err().is_panic());
    assert!(db.posts.get(&ANN, &0).await.is_none());
    assert_eq!(db.panicking(&ANN, 1).await.id, 1);
}
