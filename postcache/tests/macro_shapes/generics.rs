//! Generic functions and types.

use std::marker::PhantomData;

use postcache::{CacheKey, Owned, Region, Scope, cached_scoped, shape};
use serde::{Deserialize, Serialize};

use crate::db::{ANN, Db, Post, User, assert_cached, sendable};

struct Generic<'d, D, const N: usize> {
    db: &'d Db,
    region: Region<i64, Post>,
    tables: PhantomData<D>,
}

impl<D: Send + Sync, const N: usize> Generic<'_, D, N> {
    #[cached_scoped(self.region)]
    async fn get<S>(&self, scope: &S, id: impl Into<i64> + Copy + CacheKey<Shape = shape::Int> + Send + Sync) -> Post
    where
        S: Scope + Sync + AsRef<User> + ?Sized,
    {
        self.db.query(scope.as_ref().id, id.into()).await
    }
}

impl AsRef<User> for User {
    fn as_ref(&self) -> &User {
        self
    }
}

trait Table {
    const NAME: &'static str;
}

struct Drafts;
struct Published;

impl Table for Drafts {
    const NAME: &'static str = "drafts";
}

impl Table for Published {
    const NAME: &'static str = "published";
}

impl Db {
    #[cached_scoped(self.pairs, key = (id, T::NAME))]
    async fn in_table<T: Table>(&self, scope: &User, id: i64) -> Post {
        let read = self.query(scope.id, id).await;
        Post { title: format!("{} {}", T::NAME, read.title), ..read }
    }

    #[cached_scoped(self.pairs, key = (i64::from(N), slug))]
    async fn sized<const N: u32>(&self, scope: &User, slug: &str) -> Post {
        drop(slug.to_owned());
        self.query(scope.id, i64::from(N)).await
    }

    #[cached_scoped(self.slugs)]
    async fn of_key<K>(&self, scope: &User, slug: K) -> Post
    where
        K: CacheKey<Shape = shape::Text> + AsRef<str> + Send + Sync,
    {
        self.query(scope.id, i64::try_from(slug.as_ref().len()).unwrap()).await
    }
}

/// A repository of any row, as applications write one.
struct Rows<V> {
    region: Region<i64, V>,
}

impl<V: Clone + Send + Sync + 'static> Rows<V> {
    #[cached_scoped(self.region, ignore(make = "the row is told by its id"))]
    async fn get_with<F>(&self, scope: &User, id: i64, make: F) -> V
    where
        F: AsyncFnOnce(i64, i64) -> V,
    {
        make(scope.id, id).await
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
struct Draft {
    #[owner]
    by: i64,
    read: String,
}

#[tokio::test]
async fn a_method_of_a_generic_type_is_cached() {
    let db = Db::new();
    let generic = Generic::<Drafts, 3> { db: &db, region: db.posts.clone(), tables: PhantomData };
    assert_cached!(db, |user| sendable(generic.get(user, 7_u32)));
}

#[tokio::test]
async fn type_parameters_in_the_key_tell_calls_apart() {
    let db = Db::new();
    let draft = sendable(db.in_table::<Drafts>(&ANN, 1)).await;
    let published = db.in_table::<Published>(&ANN, 1).await;
    assert_ne!(draft, published);
    assert_eq!(draft, db.in_table::<Drafts>(&ANN, 1).await);
    assert_eq!(db.queries(), 2);
}

#[tokio::test]
async fn constants_in_the_key_tell_calls_apart() {
    let db = Db::new();
    assert_ne!(sendable(db.sized::<1>(&ANN, "a")).await, db.sized::<2>(&ANN, "a").await);
    assert_eq!(db.queries(), 2);
    db.sized::<1>(&ANN, "a").await;
    assert_eq!(db.queries(), 2);
}

#[tokio::test]
async fn the_type_of_a_key_may_be_generic() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(db.of_key(user, "a")));
    db.of_key(&ANN, String::from("a")).await;
    assert_eq!(db.queries(), 3, "a text is the same key however it is held");
}

#[tokio::test]
async fn a_repository_may_be_generic_over_its_rows() {
    let db = Db::new();
    let rows = Rows::<Draft> { region: db.cache.region("draft").build().unwrap() };
    assert_cached!(db, |user| rows.get_with(user, 5, async |by, id| Draft { by, read: db.query(by, id).await.title }));
}
