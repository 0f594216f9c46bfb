//! One operation of the memory backend so many times, for somebody who counts instructions:
//! `cargo xtask bench --only instructions`.
#![expect(clippy::print_stdout, reason = "this is a program for another one")]
#![expect(clippy::expect_used, reason = "what cannot be set up has nothing to say")]

use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use postcache::{Cache, ManualClock, MemoryStore, Owned, ReadMode, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};

#[derive(Clone, Serialize, Deserialize, Owned)]
struct Post {
    id: i64,
    #[owner]
    user_id: i64,
    title: String,
}

#[derive(Scope)]
struct User {
    #[scope]
    id: i64,
}

struct DbError;

struct Posts {
    cache: Cache,
    plain: Region<i64, Post>,
    tagged: Region<i64, Post>,
}

impl Posts {
    /// By a clock of its own: the system's is looked for in the process's own memory, and is not found in an emulated one's.
    fn new() -> Self {
        let clock = ManualClock::new();
        let store = MemoryStore::builder().clock(clock.clone()).without_cleanup_task().build();
        let cache = Cache::builder(store.expect("the defaults are in range")).clock(clock).build();
        let cache = cache.expect("the defaults are in range");
        let plain = cache.region("plain").build().expect("a first region");
        let tagged = cache.region("tagged").tags(["posts", "titles"]).build().expect("a first region");
        Self { cache, plain, tagged }
    }

    #[cached_scoped(self.plain)]
    async fn plain(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        find(scope, id).await
    }

    #[cached_scoped(self.tagged)]
    async fn tagged(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        find(scope, id).await
    }
}

#[expect(clippy::unused_async, reason = "a database would be awaited")]
async fn find(scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
    if id < 0 {
        return Err(DbError);
    }
    Ok(Some(Arc::new(Post { id, user_id: scope.id, title: "a title".to_owned() })))
}

type Operation = fn(&Posts, &User, i64) -> i64;

const OPERATIONS: &[(&str, Operation)] = &[
    ("hit", |posts, user, id| seen(at_once(posts.plain(user, id)))),
    ("hit-with-2-tags", |posts, user, id| seen(at_once(posts.tagged(user, id)))),
    ("hit-without-async", |posts, user, id| posts.plain.peek(user, &id).map_or(0, |post| post.id)),
    ("miss-and-fill", |posts, user, id| {
        seen(at_once(posts.plain.get_or_load_with(ReadMode::Refresh, user, &id, || find(user, id))))
    }),
    ("put", |posts, user, id| {
        at_once(async {
            let (begun, at) = posts.cache.mutation(user).evict_keyed(&posts.plain, &id);
            let mut mutation = begun.begin().await;
            let Ok(post) = find(user, id).await else { return 0 };
            mutation.put_at(&posts.plain, &at, post.expect("any id will do"));
            mutation.commit().await;
            1
        })
    }),
    ("clear", |posts, user, _| i64::from(at_once(posts.cache.clear_scope(user)).is_ok())),
];

fn seen(found: Result<Option<Arc<Post>>, DbError>) -> i64 {
    found.ok().flatten().map_or(0, |post| post.id)
}

/// A future that never waits, run to its end.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

/// `NAME TIMES`, or nothing for the list of names.
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, times] = arguments.as_slice() else {
        return OPERATIONS.iter().for_each(|(name, _)| println!("{name}"));
    };
    let (_, operation) = OPERATIONS.iter().find(|(known, _)| known == name).expect("a name from the list");
    let times: i64 = times.parse().expect("a number of times");
    let (posts, user) = (Posts::new(), User { id: 1 });
    for id in 0..KEYS {
        drop(at_once(posts.plain(&user, id)));
        drop(at_once(posts.tagged(&user, id)));
    }
    let sum: i64 = (0..times).map(|at| operation(&posts, black_box(&user), black_box(at % KEYS))).sum();
    black_box(sum);
}

/// Few enough that all are there.
const KEYS: i64 = 100;
