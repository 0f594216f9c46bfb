//! What a mutation changes in the cache.

use std::sync::Arc;

use postcache::cached_scoped;

use crate::db::{ANN, BOB, Db, DbResult, Post, User, sendable};

impl Db {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &User, id: i64) -> Option<Post> {
        self.find(scope.id, id).await
    }

    #[cached_scoped(self.lists)]
    async fn list_all(&self, scope: &User) -> Vec<Post> {
        vec![self.query(scope.id, 1).await]
    }

    #[cached_scoped(self.slugs)]
    async fn by_slug(&self, scope: &User, slug: &str) -> Post {
        self.query(scope.id, i64::try_from(slug.len()).unwrap()).await
    }

    #[cached_scoped(self.pairs)]
    async fn by_pair(&self, scope: &User, id: i64, slug: &str) -> Post {
        drop(slug.to_owned());
        self.query(scope.id, id).await
    }

    #[cached_scoped(self.posts, put_new = |post| post.id, invalidate_tags = ["posts"])]
    async fn create(&self, scope: &User, title: String) -> DbResult<Post> {
        Ok(Post { title, ..self.query(scope.id, 70).await })
    }

    #[cached_scoped(self.pairs, put_new = |Post { id, title, .. }| (*id, title))]
    async fn create_pair(&self, scope: &User, title: &str) -> Arc<Post> {
        Arc::new(Post { title: title.to_owned(), ..self.query(scope.id, 71).await })
    }

    #[cached_scoped(self.posts, put = id, invalidate_tags = ["posts"])]
    async fn update(&self, scope: &User, id: i64, title: String) -> DbResult<Option<Post>> {
        Ok(self.find(scope.id, id).await.map(|post| Post { title, ..post }))
    }

    #[cached_scoped(self.slugs, put = slug)]
    async fn rename(&self, scope: &User, slug: String) -> Post {
        Post { title: slug, ..self.query(scope.id, 1).await }
    }

    #[cached_scoped(self.posts, evict = id, evict(self.slugs, slug), evict(self.pairs, (id, slug)))]
    async fn delete(&self, scope: &User, id: i64, slug: &str) -> bool {
        self.query(scope.id, i64::try_from(slug.len()).unwrap()).await;
        self.remove(id)
    }

    #[cached_scoped(self.posts, invalidate_tags = [tag, "other".to_owned(), "third"])]
    async fn retag(&self, scope: &User, tag: &'static str) {}

    #[cached_scoped(self.posts, invalidate_tags = tags.iter().copied())]
    async fn retag_all(&self, scope: &User, tags: &[&'static str]) {}

    #[cached_scoped(self.posts, clear_scope)]
    async fn import(&self, scope: &User, titles: Vec<String>) -> usize {
        titles.len()
    }

    #[cached_scoped(self.posts, evict = id)]
    async fn exclusively(&mut self, scope: &User, id: i64) -> bool {
        *self = self.clone();
        self.remove(id)
    }
}

#[tokio::test]
async fn what_was_created_is_there_without_a_query() {
    let db = Db::new();
    db.list_all(&ANN).await;
    let created = sendable(db.create(&ANN, "new".into())).await.unwrap();
    let queries = db.queries();
    assert_eq!(db.get(&ANN, 70).await, Some(created));
    assert_eq!(db.queries(), queries);
    db.list_all(&ANN).await;
    assert_eq!(db.queries(), queries + 1, "the lists that it can appear in were invalidated");
    assert_eq!(db.get(&BOB, 70).await.unwrap().user_id, BOB.id, "nobody else got it");
}

#[tokio::test]
async fn the_key_of_what_was_created_may_borrow_from_it() {
    let db = Db::new();
    let created = sendable(db.create_pair(&ANN, "slug")).await;
    assert_eq!(db.by_pair(&ANN, 71, "slug").await, *created);
    assert_eq!(db.queries(), 1);
}

#[tokio::test]
async fn what_was_updated_replaces_what_was_cached() {
    let db = Db::new();
    db.get(&ANN, 1).await;
    let updated = sendable(db.update(&ANN, 1, "new".into())).await.unwrap();
    let queries = db.queries();
    assert_eq!(db.get(&ANN, 1).await, updated);
    assert_eq!(db.queries(), queries);
}

#[tokio::test]
async fn an_update_that_found_nothing_puts_nothing() {
    let db = Db::new();
    db.get(&ANN, 1).await;
    db.remove(1);
    assert_eq!(db.update(&ANN, 1, "new".into()).await, Ok(None));
    let queries = db.queries();
    assert_eq!(db.get(&ANN, 1).await, None);
    assert_eq!(db.queries(), queries + 1);
}

#[tokio::test]
async fn the_body_may_move_the_argument_that_is_the_key() {
    let db = Db::new();
    let renamed = sendable(db.rename(&ANN, "slug".into())).await;
    assert_eq!(db.by_slug(&ANN, "slug").await, renamed);
    assert_eq!(db.queries(), 1);
}

#[tokio::test]
async fn entries_of_several_regions_are_evicted() {
    let db = Db::new();
    for _ in 0..2 {
        db.get(&ANN, 1).await;
        db.by_slug(&ANN, "a").await;
        db.by_pair(&ANN, 1, "a").await;
        db.get(&BOB, 1).await;
    }
    assert_eq!(db.queries(), 4);
    assert!(sendable(db.delete(&ANN, 1, "a")).await);
    let queries = db.queries();
    assert_eq!(db.get(&ANN, 1).await, None);
    db.by_slug(&ANN, "a").await;
    db.by_pair(&ANN, 1, "a").await;
    assert_eq!(db.queries(), queries + 3);
    db.get(&BOB, 1).await;
    assert_eq!(db.queries(), queries + 3, "another user's entries stay");
}

#[tokio::test]
async fn tags_may_be_of_several_types() {
    let db = Db::new();
    for loads in 1..=2 {
        db.list_all(&ANN).await;
        assert_eq!(db.queries(), loads);
        sendable(db.retag(&ANN, "posts")).await;
    }
    db.list_all(&ANN).await;
    sendable(db.retag_all(&ANN, &["posts"])).await;
    db.list_all(&ANN).await;
    assert_eq!(db.queries(), 4);
}

#[tokio::test]
async fn a_bulk_operation_clears_the_scope_and_no_other() {
    let db = Db::new();
    db.get(&ANN, 1).await;
    db.get(&BOB, 1).await;
    assert_eq!(sendable(db.import(&ANN, vec!["a".into()])).await, 1);
    db.get(&ANN, 1).await;
    assert_eq!(db.queries(), 3);
    db.get(&BOB, 1).await;
    assert_eq!(db.queries(), 3);
}

#[tokio::test]
async fn a_mutation_may_borrow_its_receiver_exclusively() {
    let mut db = Db::new();
    db.get(&ANN, 1).await;
    assert!(sendable(db.exclusively(&ANN, 1)).await);
    assert_eq!(db.get(&ANN, 1).await, None);
}
