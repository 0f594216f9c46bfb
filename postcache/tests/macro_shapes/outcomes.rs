//! What the end of a mutation's body means for the cache.

use std::sync::Arc;

use postcache::cached_scoped;

use crate::db::{ANN, Db, DbError, DbResult, Post, User, sendable};

fn is_rejection(error: &DbError) -> bool {
    *error == DbError::Rejected
}

/// An error that borrows, which no cache can be told of.
#[derive(Debug, PartialEq)]
struct Borrowed<'e>(&'e str);

impl Db {
    #[cached_scoped(self.posts)]
    async fn kept(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.posts, evict = id)]
    async fn fails(&self, scope: &User, id: i64, error: DbError) -> DbResult<()> {
        Err(error)
    }

    #[cached_scoped(self.posts, evict = id, settled = is_rejection)]
    async fn fails_by_path(&self, scope: &User, id: i64, error: DbError) -> DbResult<()> {
        Err(error)?;
        Ok(())
    }

    #[cached_scoped(self.posts, evict = id, settled = |error| error.0 == "rejected")]
    async fn fails_by_closure<'e>(&self, scope: &User, id: i64, error: &'e str) -> Result<(), Borrowed<'e>> {
        Err(Borrowed(error))
    }

    #[cached_scoped(self.posts, evict = id, settled = never)]
    async fn fails_unsettled<'e>(&self, scope: &User, id: i64, error: &'e str) -> Result<(), Borrowed<'e>> {
        Err(Borrowed(error))
    }

    #[cached_scoped(self.posts, evict = id, fence("required", |_| Err(DbError::Broken)))]
    async fn fenced(&self, scope: &User, id: i64) -> DbResult<i64> {
        Ok(id)
    }

    #[cached_scoped(self.posts, put = id)]
    async fn put(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }
}

/// Whether reads of the scope's entry are cached again: they are not while an outcome is unknown.
async fn is_cached_again(db: &Db) -> bool {
    let first = db.kept(&ANN, 1).await;
    first == db.kept(&ANN, 1).await
}

#[tokio::test]
async fn an_error_that_the_cache_was_told_of_ends_the_fence() {
    let db = Db::new();
    assert_eq!(sendable(db.fails(&ANN, 1, DbError::Rejected)).await, Err(DbError::Rejected));
    assert!(is_cached_again(&db).await);
}

#[tokio::test]
async fn any_other_error_holds_the_fence() {
    let db = Db::new();
    assert_eq!(db.fails(&ANN, 1, DbError::Broken).await, Err(DbError::Broken));
    assert!(!is_cached_again(&db).await);
}

#[tokio::test]
async fn a_function_may_judge_its_errors_by_a_path() {
    let db = Db::new();
    assert!(sendable(db.fails_by_path(&ANN, 1, DbError::Rejected)).await.is_err());
    assert!(is_cached_again(&db).await);
    assert!(db.fails_by_path(&ANN, 1, DbError::Broken).await.is_err());
    assert!(!is_cached_again(&db).await);
}

#[tokio::test]
async fn a_function_may_judge_a_borrowed_error_by_a_closure() {
    let db = Db::new();
    assert_eq!(sendable(db.fails_by_closure(&ANN, 1, "rejected")).await, Err(Borrowed("rejected")));
    assert!(is_cached_again(&db).await);
    assert!(db.fails_by_closure(&ANN, 1, "broken").await.is_err());
    assert!(!is_cached_again(&db).await);
}

#[tokio::test]
async fn a_function_may_say_that_no_error_proves_anything() {
    let db = Db::new();
    assert!(sendable(db.fails_unsettled(&ANN, 1, "rejected")).await.is_err());
    assert!(!is_cached_again(&db).await);
}

#[tokio::test]
async fn a_fence_that_stands_lets_the_mutation_run() {
    let db = Db::new();
    assert_eq!(sendable(db.fenced(&ANN, 1)).await, Ok(1));
    assert!(is_cached_again(&db).await);
}

#[tokio::test]
async fn a_dropped_mutation_holds_its_fence() {
    let db = Arc::new(Db::new());
    let mut mutation = Box::pin(db.put(&ANN, 1));
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(mutation.as_mut().poll(cx).is_pending())).await;
    assert!(polled, "its query has not returned yet");
    drop(mutation);
    assert!(!is_cached_again(&db).await);
}
