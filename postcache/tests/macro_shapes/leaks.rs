//! Attempts to get somebody else's row into, or out of, the cache.

use postcache::{OnBehalfOf, cached_scoped};

use crate::db::{ANN, BOB, Db, DbResult, Post, User};

impl Db {
    /// A query that forgot its `WHERE`.
    #[cached_scoped(self.posts)]
    async fn anybodys(&self, scope: &User, id: i64) -> Post {
        self.query(3 - scope.id, id).await
    }

    #[cached_scoped(self.posts, put = id)]
    async fn puts_anybodys(&self, scope: &User, id: i64) -> DbResult<Post> {
        Ok(self.query(3 - scope.id, id).await)
    }

    #[cached_scoped(self.posts, put_new = |post| post.id)]
    async fn puts_anybodys_new(&self, scope: &User, id: i64) -> DbResult<Post> {
        Ok(self.query(3 - scope.id, id).await)
    }

    #[cached_scoped(self.slugs)]
    async fn own(&self, scope: &User, slug: &str) -> Post {
        self.query(scope.id, i64::try_from(slug.len()).unwrap()).await
    }

    #[cached_scoped(self.pairs, scope = OnBehalfOf::new(tenant, "the name is the tenant"))]
    async fn of_tenant(&self, tenant: &str, id: i64, slug: &str) -> Post {
        let read = self.query(id, i64::try_from(slug.len()).unwrap()).await;
        Post { title: format!("{tenant}: {}", read.title), ..read }
    }
}

#[tokio::test]
async fn a_row_of_somebody_else_is_not_kept_for_anybody() {
    let db = Db::lenient();
    for queries in 1..=2 {
        assert_eq!(
            db.anybodys(&ANN, 1).await.user_id,
            BOB.id,
            "the loader's answer is its caller's, as without a cache"
        );
        assert_eq!(db.queries(), queries);
    }
    assert!(db.posts.get(&ANN, &1).await.is_none());
    assert!(db.posts.get(&BOB, &1).await.is_none());
}

#[tokio::test]
async fn a_row_of_somebody_else_is_not_put() {
    let db = Db::lenient();
    db.puts_anybodys(&ANN, 1).await.unwrap();
    db.puts_anybodys_new(&ANN, 2).await.unwrap();
    for id in [1, 2] {
        assert!(db.posts.get(&ANN, &id).await.is_none());
        assert!(db.posts.get(&BOB, &id).await.is_none());
    }
}

#[tokio::test]
async fn no_text_of_a_key_reaches_another_entry() {
    let db = Db::new();
    let slugs = ["", "a", "a\0", "\0a", "a:b", "{a}", "1", "a\nb", "*"];
    for slug in slugs {
        db.own(&ANN, slug).await;
    }
    assert_eq!(db.queries(), slugs.len());
    for slug in slugs {
        assert_eq!(db.own(&ANN, slug).await.user_id, ANN.id);
        assert_eq!(db.own(&BOB, slug).await.user_id, BOB.id);
    }
    assert_eq!(db.queries(), 2 * slugs.len());
}

#[tokio::test]
async fn a_scope_without_an_id_is_nobodys_and_is_not_cached() {
    let db = Db::lenient();
    for queries in 1..=2 {
        assert_eq!(db.of_tenant("", 1, "a").await.title, format!(": read {}", queries - 1));
        assert_eq!(db.queries(), queries);
    }
}
