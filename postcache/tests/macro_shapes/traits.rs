//! Methods of traits, native and under `#[async_trait]`.

use std::sync::Arc;

use postcache::{Region, cached_scoped};

use crate::db::{ANN, Db, DbError, DbResult, Post, User, assert_cached, sendable};

trait Reads: Sync {
    fn read(&self, scope: &User, id: i64) -> impl Future<Output = DbResult<Option<Post>>> + Send;
}

impl Reads for Db {
    #[cached_scoped(self.posts)]
    async fn read(&self, scope: &User, id: i64) -> DbResult<Option<Post>> {
        Ok(self.find(scope.id, id).await)
    }
}

trait Defaults {
    fn db(&self) -> &Db;

    fn region(&self) -> &Region<i64, Post> {
        &self.db().posts
    }

    #[cached_scoped(self.region())]
    async fn by_default(&self, scope: &User, id: i64) -> Post {
        self.db().query(scope.id, id).await
    }
}

impl Defaults for Db {
    fn db(&self) -> &Db {
        self
    }
}

#[async_trait::async_trait]
trait Objects: Send + Sync {
    async fn read(&self, scope: &User, id: i64) -> DbResult<Arc<Post>>;

    async fn patterns(&self, scope: &User, pair: (i64, String)) -> Post;

    async fn remove(self: Arc<Self>, scope: &User, id: i64) -> bool;

    async fn put(&self, scope: &User, id: i64, title: &str) -> DbResult<Option<Post>>;

    #[cached_scoped(self.region())]
    async fn by_default(&self, scope: &User, id: i64) -> Post {
        self.load(scope, id).await
    }

    fn region(&self) -> &Region<i64, Post>;

    async fn load(&self, scope: &User, id: i64) -> Post;
}

#[async_trait::async_trait]
impl Objects for Db {
    #[cached_scoped(self.posts)]
    async fn read(&self, scope: &User, id: i64) -> DbResult<Arc<Post>> {
        if id < 0 {
            return Err(DbError::Broken);
        }
        let id: i64 = id.to_string().parse()?;
        Ok(Arc::new(self.query(scope.id, id).await))
    }

    #[cached_scoped(self.pairs)]
    async fn patterns(&self, scope: &User, (id, mut slug): (i64, String)) -> Post {
        slug.push('!');
        let read = self.query(scope.id, id).await;
        Post { title: slug + &read.title, ..read }
    }

    #[cached_scoped(self.posts, evict = id, fence = "best_effort")]
    async fn remove(self: Arc<Self>, scope: &User, mut id: i64) -> bool {
        let moved = self;
        id += i64::from(scope.id == 0);
        Db::remove(&moved, id)
    }

    #[cached_scoped(self.posts, put = id, fence = "required")]
    async fn put(&self, scope: &User, id: i64, title: &str) -> DbResult<Option<Post>> {
        Ok(self.find(scope.id, id).await.map(|post| Post { title: title.to_owned(), ..post }))
    }

    fn region(&self) -> &Region<i64, Post> {
        &self.posts
    }

    async fn load(&self, scope: &User, id: i64) -> Post {
        self.query(scope.id, id).await
    }
}

#[tokio::test]
async fn a_method_of_a_trait_impl_is_cached() {
    let db = Db::new();
    assert_cached!(db, |user| sendable(Reads::read(&db, user, 1)));
}

#[tokio::test]
async fn a_default_method_is_cached() {
    let db = Db::new();
    assert_cached!(db, |user| Defaults::by_default(&db, user, 1));
}

#[tokio::test]
async fn a_method_under_async_trait_is_cached() {
    let db = Db::new();
    let object: &dyn Objects = &db;
    assert_eq!(object.read(&ANN, -1).await, Err(DbError::Broken));
    assert_cached!(db, |user| sendable(object.read(user, 1)));
}

#[tokio::test]
async fn patterns_under_async_trait_are_in_the_key() {
    let db = Db::new();
    let object: &dyn Objects = &db;
    assert_cached!(db, |user| object.patterns(user, (1, "a".into())));
}

#[tokio::test]
async fn a_default_method_under_async_trait_is_cached() {
    let db = Db::new();
    let object: &dyn Objects = &db;
    assert_cached!(db, |user| object.by_default(user, 1));
}

#[tokio::test]
async fn a_mutation_under_async_trait_puts_and_evicts() {
    let db = Arc::new(Db::new());
    let object: Arc<dyn Objects> = Arc::<Db>::clone(&db);
    let put = object.put(&ANN, 1, "new").await.unwrap().unwrap();
    assert_eq!(*object.read(&ANN, 1).await.unwrap(), put);
    assert_eq!(db.queries(), 1);
    assert!(Arc::clone(&object).remove(&ANN, 1).await);
    object.read(&ANN, 1).await.unwrap();
    assert_eq!(db.queries(), 2);
}
