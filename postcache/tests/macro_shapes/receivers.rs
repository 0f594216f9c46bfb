//! Receivers, and methods without one.

use std::sync::Arc;

use postcache::{Region, cached_scoped};

use crate::db::{Db, Post, User, assert_cached, sendable};

impl Db {
    #[cached_scoped(self.posts)]
    async fn of_arc(self: Arc<Self>, scope: &User, id: i64) -> Post {
        let moved = self;
        moved.query(scope.id, id).await
    }

    #[cached_scoped(self.posts)]
    async fn of_borrowed_arc(self: &Arc<Self>, scope: &User, id: i64) -> Post {
        Arc::clone(self).query(scope.id, id).await
    }

    #[cached_scoped(self.posts)]
    async fn of_value(self, scope: &User, id: i64) -> Post {
        let moved = self;
        moved.query(scope.id, id).await
    }

    #[cached_scoped(self.region())]
    async fn of_method(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.owned_region())]
    async fn of_fresh_handle(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }

    #[cached_scoped(db.posts)]
    async fn of_none(db: &Self, scope: &User, id: i64) -> Post {
        db.query(scope.id, id).await
    }

    #[cached_scoped(self.posts, evict = id, invalidate_tags = ["posts"])]
    async fn removed_from_arc(self: Arc<Self>, scope: &User, id: i64) -> bool {
        let moved = self;
        moved.query(scope.id, id).await;
        moved.remove(id)
    }

    fn region(&self) -> &Region<i64, Post> {
        &self.posts
    }

    fn owned_region(&self) -> Region<i64, Post> {
        self.posts.clone()
    }
}

#[tokio::test]
async fn a_receiver_may_be_any_pointer() {
    let db = Db::new();
    let shared = Arc::new(db.clone());
    assert_cached!(db, |user| sendable(Arc::clone(&shared).of_arc(user, 1)));
    let db = Db::new();
    let shared = Arc::new(db.clone());
    assert_cached!(db, |user| sendable(shared.of_borrowed_arc(user, 1)));
}

#[tokio::test]
async fn a_receiver_may_be_consumed() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.clone().of_value(user, 1)));
}

#[tokio::test]
async fn a_method_may_give_the_region() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.of_method(user, 1)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.of_fresh_handle(user, 1)));
}

#[tokio::test]
async fn a_function_of_a_type_needs_no_receiver() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(Db::of_none(&db, user, 1)));
}

#[tokio::test]
async fn a_mutation_may_move_its_receiver() {
    let db = Arc::new(Db::new());
    assert!(sendable(Arc::clone(&db).removed_from_arc(&crate::db::ANN, 1)).await);
}
