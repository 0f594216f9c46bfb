//! How arguments may be written.

use std::borrow::Cow;

use postcache::{CacheKey, Region, cached_scoped};

use crate::db::{ANN, Db, Post, User, assert_cached, sendable};

#[derive(Clone, Copy, CacheKey)]
struct Page {
    number: i64,
    size: u32,
}

#[derive(Clone)]
struct Shapes {
    db: Db,
    pages: Region<Page, Post>,
    mixed: Region<(Page, (i64, i64), i64), Post>,
    many: Region<Vec<i64>, Post>,
    filters: Region<(Option<String>, Option<i64>, String), Post>,
    configured: Region<(i64, u32), Post>,
}

impl Shapes {
    fn new() -> Self {
        let db = Db::new();
        let cache = db.cache.clone();
        Self {
            db,
            pages: cache.region("page").build().unwrap(),
            mixed: cache.region("mixed").build().unwrap(),
            many: cache.region("many").build().unwrap(),
            filters: cache.region("filters").build().unwrap(),
            configured: cache.region("configured").build().unwrap(),
        }
    }

    #[cached_scoped(self.db.slugs)]
    async fn borrowed(&self, scope: &User, slug: &str) -> Post {
        self.db.query(scope.id, i64::try_from(slug.len()).unwrap()).await
    }

    #[cached_scoped(self.db.slugs)]
    async fn named_lifetimes<'s, 'a>(&'s self, scope: &'a User, slug: &'s str) -> Post
    where
        'a: 's,
    {
        self.db.query(scope.id, i64::try_from(slug.len()).unwrap()).await
    }

    #[cached_scoped(self.db.slugs)]
    async fn moved(&self, scope: &User, slug: String) -> Post {
        let read = self.db.query(scope.id, 1).await;
        Post { title: slug + &read.title, ..read }
    }

    #[cached_scoped(self.db.slugs)]
    async fn mutable(&self, scope: &User, mut slug: String) -> Post {
        slug.push('!');
        let read = self.db.query(scope.id, 1).await;
        Post { title: slug + &read.title, ..read }
    }

    #[cached_scoped(self.mixed)]
    async fn patterns(&self, scope: &User, Page { number, .. }: Page, (a, mut b): (i64, i64), _: i64) -> Post {
        b += a;
        self.db.query(scope.id, number + b).await
    }

    #[cached_scoped(self.many)]
    async fn slice(&self, scope: &User, ids: &[i64]) -> Post {
        self.db.query(scope.id, ids.iter().sum()).await
    }

    #[cached_scoped(self.filters)]
    async fn borrowed_deeply(
        &self,
        scope: &User,
        author: Option<&str>,
        newest: Option<&i64>,
        word: Cow<'_, str>,
    ) -> Post {
        let read = self.db.query(scope.id, newest.copied().unwrap_or_default()).await;
        Post { title: format!("{author:?} {word} {}", read.title), ..read }
    }

    #[cached_scoped(self.pages)]
    async fn derived(&self, scope: &User, page: Page) -> Post {
        self.db.query(scope.id, page.number * i64::from(page.size)).await
    }

    #[cached_scoped(self.db.posts)]
    async fn configured_out(&self, scope: &User, id: i64, #[cfg(any())] absent: Absent) -> Post {
        #[cfg(any())]
        drop(absent);
        self.db.query(scope.id, id).await
    }

    #[cached_scoped(self.configured)]
    async fn configured_in(&self, scope: &User, #[cfg(not(any()))] id: i64, #[cfg(not(any()))] page: u32) -> Post {
        self.db.query(scope.id, id * i64::from(page)).await
    }
}

#[tokio::test]
async fn a_borrowed_text_reads_a_region_of_strings() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.borrowed(user, "a-slug")));
}

#[tokio::test]
async fn lifetimes_may_have_names_and_bounds() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.named_lifetimes(user, "a-slug")));
}

#[tokio::test]
async fn an_owned_argument_may_be_moved_by_the_body() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.moved(user, "a".into())));
}

#[tokio::test]
async fn an_argument_may_be_mut() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.mutable(user, "a".into())));
}

#[tokio::test]
async fn patterns_are_in_the_key_whole() {
    let shapes = Shapes::new();
    let page = Page { number: 1, size: 10 };
    assert_cached!(shapes.db, |user| sendable(shapes.patterns(user, page, (1, 2), 3)));
    let loads = shapes.db.queries();
    shapes.patterns(&ANN, Page { size: 20, ..page }, (1, 2), 3).await;
    shapes.patterns(&ANN, page, (2, 1), 3).await;
    shapes.patterns(&ANN, page, (1, 2), 4).await;
    assert_eq!(shapes.db.queries(), loads + 3, "what the body does not name still tells calls apart");
}

#[tokio::test]
async fn slices_options_and_cows_are_keys() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.slice(user, &[1, 2])));
    assert_cached!(shapes.db, |user| sendable(shapes.borrowed_deeply(user, Some("ann"), None, "x".into())));
}

#[tokio::test]
async fn a_derived_key_is_one() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.derived(user, Page { number: 2, size: 10 })));
}

#[tokio::test]
async fn an_argument_is_in_the_key_as_it_is_configured() {
    let shapes = Shapes::new();
    assert_cached!(shapes.db, |user| sendable(shapes.configured_out(user, 5)));
    assert_cached!(shapes.db, |user| sendable(shapes.configured_in(user, 5, 1)));
}
