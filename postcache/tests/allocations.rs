//! What operations in memory allocate. A hit: nothing when the value is shared. The others: a fixed number, whatever the
//! size of the cache; where it falls, write the smaller one down.
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

/// What the load of a row allocates is in it: the row and a copy of its tenant.
const MISS: u64 = 9;
const PUT: u64 = 27;
const CLEAR: u64 = 2;

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

/// What one more of the same allocates, once everything that is made once is there. What others do in this process is not
/// counted: the counter is the thread's own.
fn in_the_long_run(mut operation: impl FnMut()) -> u64 {
    (0..200).for_each(|_| operation());
    let counts: Vec<u64> = (0..51).map(|_| measure(&mut operation).count_total).collect();
    // A table that grows, or a window of counts that is noted, is not the operation's.
    counts.into_iter().min().unwrap()
}

#[test]
fn a_miss_and_its_fill_allocate_a_fixed_number() {
    let (posts, member) = posts();
    let mut id = 0;
    let miss = in_the_long_run(|| {
        id += 1;
        assert!(at_once(posts.get(&member, id)).unwrap().is_some());
    });
    assert_eq!(miss, MISS);
}

#[test]
fn a_put_allocates_a_fixed_number() {
    let (posts, member) = posts();
    let value = post(&member);
    let cache = posts.by_id.cache().clone();
    let put = in_the_long_run(|| {
        at_once(async {
            let mut mutation = cache.mutation(&member).evict(&posts.by_id, &1).begin().await;
            mutation.put(&posts.by_id, &1, Arc::clone(&value));
            mutation.commit().await;
        });
    });
    assert!(posts.by_id.stats().put("stored") > 200);
    assert_eq!(put, PUT);
}

#[test]
fn a_clear_allocates_the_same_for_one_entry_and_for_many() {
    let clears = [1, 900].map(|entries| {
        let (posts, member) = posts();
        let cache = posts.by_id.cache().clone();
        let fill = || (1..=entries).for_each(|id| assert!(at_once(posts.get(&member, id)).unwrap().is_some()));
        fill();
        at_once(cache.clear_scope(&member)).unwrap();
        fill();
        measure(|| at_once(cache.clear_scope(&member)).unwrap()).count_total
    });
    assert_eq!(clears, [CLEAR; 2]);
}
