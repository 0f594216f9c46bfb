//! A hit through `#[cached_scoped]` beside the same call of `get_or_load` by hand: in turns, or one of them so many times
//! for somebody who counts instructions. `cargo xtask bench --only hit-by-macro` runs it both ways.
#![expect(clippy::print_stdout, reason = "this is a program for a person")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to say")]

use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use postcache::{Cache, Clock, ManualClock, MemoryStore, Owned, Region, Scope, cached_scoped};
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
    annotated: Region<i64, Post>,
    by_hand: Region<i64, Post>,
}

impl Posts {
    fn new(clock: Clock) -> Self {
        let store = MemoryStore::builder().clock(clock.clone()).without_cleanup_task().build();
        let cache = Cache::builder(store.expect("the defaults are in range")).clock(clock).build();
        let cache = cache.expect("the defaults are in range");
        let region = |name: &str| cache.region(name).build().expect("a first region");
        Self { annotated: region("annotated"), by_hand: region("by-hand") }
    }

    #[cached_scoped(self.annotated)]
    async fn annotated(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        find(scope, id).await
    }

    async fn by_hand(&self, scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
        self.by_hand.get_or_load(scope, &id, || async move { find(scope, id).await }).await
    }
}

#[expect(clippy::unused_async, reason = "a database would be awaited")]
async fn find(scope: &User, id: i64) -> Result<Option<Arc<Post>>, DbError> {
    if id < 0 {
        return Err(DbError);
    }
    Ok(Some(Arc::new(Post { id, user_id: scope.id, title: "a title".to_owned() })))
}

type Work = fn(&Posts, usize) -> i64;

fn annotated(posts: &Posts, times: usize) -> i64 {
    at_once(async {
        let (user, mut sum) = (User { id: 1 }, 0);
        for _ in 0..times {
            let found = posts.annotated(black_box(&user), black_box(7)).await;
            sum += found.ok().flatten().map_or(0, |post| post.id);
        }
        sum
    })
}

fn by_hand(posts: &Posts, times: usize) -> i64 {
    at_once(async {
        let (user, mut sum) = (User { id: 1 }, 0);
        for _ in 0..times {
            let found = posts.by_hand(black_box(&user), black_box(7)).await;
            sum += found.ok().flatten().map_or(0, |post| post.id);
        }
        sum
    })
}

/// A future that never waits, run to its end.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("annotated") => count(annotated, arguments.next().as_deref()),
        Some("by-hand") => count(by_hand, arguments.next().as_deref()),
        _ => turns(&Posts::new(Clock::system())),
    }
}

/// For an emulator that counts: so many hits and nothing else. Not by the system's clock, which is looked for in the process's
/// own memory and is not found in an emulated one's.
fn count(work: Work, times: Option<&str>) {
    let times = times.and_then(|times| times.parse().ok()).expect("a number of hits");
    black_box(work(&Posts::new(ManualClock::new().into()), times));
}

/// Prints the nanoseconds of a hit in every round, one way and the other.
fn turns(posts: &Posts) {
    const HITS: usize = 20_000;
    const ROUNDS: usize = 301;
    for round in 0..ROUNDS {
        // Whoever comes second finds warm caches: they change places.
        let (first, second): (Work, Work) = if round % 2 == 0 { (annotated, by_hand) } else { (by_hand, annotated) };
        let times = [first, second].map(|work| {
            black_box(work(posts, HITS / 4));
            let begun = now();
            black_box(work(posts, HITS));
            begun.elapsed()
        });
        let [one, other] = if round % 2 == 0 { times } else { [times[1], times[0]] };
        println!("{} {}", one.as_nanos(), other.as_nanos());
    }
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn now() -> Instant {
    Instant::now()
}
