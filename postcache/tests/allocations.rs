//! A hit in memory allocates nothing when the value is shared, and is one clone when it is not.
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use postcache::{Cache, CacheKey, MemoryStore, OnBehalfOf, Owned, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};

#[derive(Scope)]
struct Member {
    #[scope]
    tenant: String,
    #[scope]
    user: i64,
}

#[derive(CacheKey)]
struct Slug<'a> {
    section: &'a str,
    number: u32,
}

#[derive(Clone, Serialize, Deserialize, Owned)]
struct Post {
    #[owner]
    tenant: String,
    #[owner]
    user: i64,
}

struct Posts {
    by_id: Region<i64, Post>,
    by_slug: Region<Slug<'static>, Post>,
    tagged: Region<(String, Option<i64>), Post>,
}

fn post(member: &Member) -> Arc<Post> {
    Arc::new(Post { tenant: member.tenant.clone(), user: member.user })
}

impl Posts {
    #[cached_scoped(self.by_id)]
    async fn get(&self, scope: &Member, id: i64) -> Result<Option<Arc<Post>>, std::io::Error> {
        Ok((id > 0).then(|| post(scope)))
    }

    #[cached_scoped(self.by_slug)]
    async fn slug(&self, scope: &Member, slug: Slug<'_>) -> Arc<Post> {
        assert!(slug.number > 0);
        post(scope)
    }

    #[cached_scoped(self.tagged)]
    async fn tagged(&self, scope: &Member, title: &str, after: Option<i64>) -> Option<Arc<Post>> {
        (title.len() > 1 || after.is_none()).then(|| post(scope))
    }
}

/// A future that never waits, run to its end without a runtime.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

fn posts() -> (Posts, Member) {
    let cache = Cache::new(MemoryStore::default());
    let posts = Posts {
        by_id: cache.region("by-id").build().unwrap(),
        by_slug: cache.region("by-slug").build().unwrap(),
        tagged: cache.region("tagged").tags(["posts", "titles"]).build().unwrap(),
    };
    (posts, Member { tenant: "a tenant with a name of some length".to_owned(), user: 7 })
}

#[test]
fn a_hit_of_a_shared_value_allocates_nothing() {
    let (posts, member) = posts();
    let reads: [(&str, &dyn Fn()); 3] = [
        ("numbers", &|| assert!(at_once(posts.get(&member, 5)).unwrap().is_some())),
        ("a derived key", &|| assert_eq!(at_once(posts.slug(&member, Slug { section: "news", number: 3 })).user, 7)),
        ("text, an option and tags", &|| assert!(at_once(posts.tagged(&member, "a title", Some(3))).is_some())),
    ];
    for (name, read) in reads {
        assert!(measure(read).count_total > 0, "{name}: the load allocates");
        let hits = measure(|| (0..100).for_each(|_| read()));
        assert_eq!(hits.count_total, 0, "{name}");
    }
    assert_eq!(posts.by_id.stats().hits + posts.by_slug.stats().hits + posts.tagged.stats().hits, 300);
}

#[test]
fn a_hit_by_hand_allocates_nothing_either() {
    let (posts, _) = posts();
    let scope = OnBehalfOf::new(("a tenant", 7_i64), "a test");
    let row = || async { Arc::new(Post { tenant: "a tenant".to_owned(), user: 7 }) };
    let read = || at_once(posts.by_id.get_or_load::<Arc<Post>, _, _, _, _>(&scope, &9, row)).user;
    read();
    assert_eq!(measure(|| assert_eq!(read(), 7)).count_total, 0);
    assert_eq!(measure(|| assert!(posts.by_id.peek(&scope, &9).is_some())).count_total, 0);
}
