//! Return types, told by their types and not by their spelling.

use std::sync::Arc;

use postcache::cached_scoped;

use crate::db::{ANN, Db, DbError, DbResult, Post, User, assert_cached, sendable};

type Maybe<T> = DbResult<Option<T>>;

impl Db {
    #[cached_scoped(self.posts)]
    async fn plain(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.posts)]
    async fn shared(&self, scope: &User, id: i64) -> Arc<Post> {
        Arc::new(self.query(scope.id, id).await)
    }

    #[cached_scoped(self.posts)]
    async fn optional(&self, scope: &User, id: i64) -> Option<Post> {
        self.find(scope.id, id).await
    }

    #[cached_scoped(self.posts)]
    async fn optional_shared(&self, scope: &User, id: i64) -> Option<Arc<Post>> {
        self.find(scope.id, id).await.map(Arc::new)
    }

    #[cached_scoped(self.posts)]
    async fn fallible(&self, scope: &User, id: i64) -> Result<Post, DbError> {
        Ok(self.query(scope.id, id).await)
    }

    #[cached_scoped(self.posts)]
    async fn fallible_optional_shared(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        Ok(self.find(scope.id, id).await.map(Arc::new))
    }

    #[cached_scoped(self.posts)]
    async fn alias(&self, scope: &User, id: i64) -> Maybe<Post> {
        Ok(self.find(scope.id, id).await)
    }

    #[cached_scoped(self.lists)]
    async fn list(&self, scope: &User) -> DbResult<Arc<Vec<Post>>> {
        Ok(Arc::new(vec![self.query(scope.id, 1).await]))
    }

    #[cached_scoped(self.posts)]
    async fn leaves_early(&self, scope: &User, id: i64) -> DbResult<Post> {
        if id < 0 {
            self.query(scope.id, id).await;
            return Err(DbError::Broken);
        }
        let id: i64 = id.to_string().parse()?;
        Ok(self.query(scope.id, id).await)
    }
}

#[tokio::test]
async fn a_value_is_cloned_by_a_hit() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.plain(user, 5)));
}

#[tokio::test]
async fn an_arc_is_shared_by_a_hit() {
    let db = Db::new();
    let first = sendable(db.shared(&ANN, 6)).await;
    assert!(Arc::ptr_eq(&first, &db.shared(&ANN, 6).await));
    assert_cached!(db, |user| db.shared(user, 5));
}

#[tokio::test]
async fn an_option_is_seen_through() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.optional(user, 5)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.optional_shared(user, 5)));
}

#[tokio::test]
async fn a_result_is_seen_through() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.fallible(user, 5)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.fallible_optional_shared(user, 5)));
}

#[tokio::test]
async fn an_alias_of_both_is_seen_through() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.alias(user, 5)));
}

#[tokio::test]
async fn a_list_without_arguments_is_one_entry() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.list(user)));
}

#[tokio::test]
async fn none_is_not_kept_where_negative_ttl_is_off() {
    let db = Db::new();
    db.remove(404);
    for loads in 1..=2 {
        assert_eq!(db.optional(&ANN, 404).await, None);
        assert_eq!(db.queries(), loads);
    }
}

#[tokio::test]
async fn errors_and_early_returns_are_the_functions_own_and_not_kept() {
    let db = Db::new();
    for loads in 1..=2 {
        assert_eq!(sendable(db.leaves_early(&ANN, -1)).await, Err(DbError::Broken));
        assert_eq!(db.queries(), loads);
    }
    assert_cached!(db, |user| db.leaves_early(user, 5));
}
