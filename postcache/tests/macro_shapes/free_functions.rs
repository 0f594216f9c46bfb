//! Functions outside of any `impl`.

use std::sync::{Arc, OnceLock};

use postcache::{Region, cached_scoped};

use crate::db::{ANN, Db, DbResult, Post, User, assert_cached, sendable};

#[cached_scoped(region, ignore(db = "one database"))]
async fn get(region: &Region<i64, Post>, db: &Db, scope: &User, id: i64) -> Option<Arc<Post>> {
    db.find(scope.id, id).await.map(Arc::new)
}

#[cached_scoped(region, ignore(db = "one database"))]
async fn by_owned_region(region: Region<i64, Post>, db: Db, scope: &User, id: i64) -> Post {
    let moved = (region, db);
    moved.1.query(scope.id, id).await
}

fn everywhere() -> &'static Db {
    static DB: OnceLock<Db> = OnceLock::new();
    DB.get_or_init(Db::new)
}

#[cached_scoped(everywhere().posts)]
async fn by_static(scope: &User, id: i64) -> Post {
    everywhere().query(scope.id, id).await
}

#[cached_scoped(db.posts, put = id)]
async fn update(db: &Db, scope: &User, id: i64, title: String) -> DbResult<Option<Post>> {
    Ok(db.find(scope.id, id).await.map(|post| Post { title, ..post }))
}

/// A tree of posts, each read inside the load of its parent.
#[cached_scoped(db.slugs)]
async fn depth(db: &Db, scope: &User, path: &str) -> Post {
    match path.split_once('/') {
        None => db.query(scope.id, 1).await,
        Some((_, rest)) => {
            let below = Box::pin(depth(db, scope, rest)).await;
            Post { id: below.id + 1, ..below }
        }
    }
}

#[tokio::test]
async fn the_argument_that_is_the_region_is_not_in_the_key() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(get(&db.posts, &db, user, 1)));
    let db = Db::new();
    assert_cached!(db, |user| sendable(by_owned_region(db.posts.clone(), db.clone(), user, 1)));
}

#[tokio::test]
async fn a_region_may_live_in_a_static() {
    assert_cached!(everywhere(), |user| sendable(by_static(user, 1)));
}

#[tokio::test]
async fn a_free_function_may_mutate() {
    let db = Db::new();
    let put = sendable(update(&db, &ANN, 1, "new".into())).await.unwrap();
    assert_eq!(get(&db.posts, &db, &ANN, 1).await.as_deref(), put.as_ref());
    assert_eq!(db.queries(), 1);
}

#[tokio::test]
async fn a_read_may_recurse() {
    let db = Db::new();
    let post = sendable(depth(&db, &ANN, "a/b/c")).await;
    assert_eq!(post.id, 3);
    assert_eq!(depth(&db, &ANN, "b/c").await.id, 2);
    assert_eq!(db.queries(), 1);
}
