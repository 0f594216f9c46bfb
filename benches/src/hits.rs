//! A hit: one thread, all entries present, Zipf 0.9.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use postcache::{Cache, MemoryStore, OnBehalfOf, Region, cached_scoped};

use crate::peers;
use crate::post::{Post, key_of, name_of, post, zipf};
use crate::rounds::{Bench, Contender};

struct Posts {
    posts: Region<i64, Post>,
}

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &OnBehalfOf<i64>, id: i64) -> Result<Option<Arc<Post>>, std::io::Error> {
        let _ = scope;
        Ok(Some(post(usize::try_from(id).unwrap_or_default())))
    }
}

pub(crate) fn of_entries(entries: usize) -> Bench {
    Bench::new(format!("hits, {entries} entries"), 2_000, move || contenders(entries))
}

fn contenders(entries: usize) -> Vec<Contender> {
    let asked: Arc<[usize]> = zipf(entries, 1 << 16).into();
    let moka = peers::moka(entries);
    let pairs = peers::moka_pairs(entries);
    let quick = peers::quick_cache(entries);
    // Two stores: on one, the second contender would find what the first has just brought into the processor's caches.
    let (posts, region) = (ours(entries), ours(entries).posts);
    vec![
        Contender::new("moka::sync get", each(&asked, move |user, id| moka.get(&key_of(user, id)[..]))),
        Contender::new(
            "moka::sync get, (u64, u64) key",
            each(&asked, move |user, id| pairs.get(&(user as u64, id as u64))),
        ),
        Contender::new("quick_cache get", each(&asked, move |user, id| quick.get(&key_of(user, id)[..]))),
        Contender::new(
            "cached #[concurrent_cached] LRU+TTL",
            each(&asked, |user, id| Some(peers::cached_post(user, id))),
        ),
        Contender::new(
            "postcache peek",
            each(&asked, move |user, id| region.peek(&OnBehalfOf::new(user, "a benchmark"), &id)),
        ),
        Contender::new("postcache #[cached_scoped] async fn", annotated(&asked, posts)),
    ]
}

fn ours(entries: usize) -> Posts {
    let store = MemoryStore::builder().max_entries(entries as u64 * 2).max_bytes(1 << 30).build();
    let cache = Cache::new(store.expect("limits in range"));
    let posts = Posts { posts: cache.region("post").build().expect("a first region") };
    for entry in 0..entries {
        let (user, id) = name_of(entry);
        let loaded = at_once(posts.get(&OnBehalfOf::new(user, "a benchmark"), id));
        assert!(loaded.is_ok_and(|post| post.is_some()));
    }
    posts
}

/// The lookups of a turn, as a plain loop.
fn each(
    asked: &Arc<[usize]>,
    mut get: impl FnMut(i64, i64) -> Option<Arc<Post>> + 'static,
) -> impl FnMut(usize) -> u64 + 'static {
    let mut turns = Turns::new(asked);
    move |times| {
        let mut sum = 0;
        for _ in 0..times {
            let (user, id) = turns.next();
            sum += get(user, id).map_or(0, |post| post.id as u64);
        }
        sum
    }
}

/// The same, awaiting an annotated method inside one future.
fn annotated(asked: &Arc<[usize]>, posts: Posts) -> impl FnMut(usize) -> u64 + 'static {
    let mut turns = Turns::new(asked);
    move |times| {
        at_once(async {
            let mut sum = 0;
            for _ in 0..times {
                let (user, id) = turns.next();
                let found = posts.get(&OnBehalfOf::new(user, "a benchmark"), id).await;
                sum += found.ok().flatten().map_or(0, |post| post.id as u64);
            }
            sum
        })
    }
}

/// A future that never waits, run to its end.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

/// The same sequence of entries for every contender.
struct Turns {
    asked: Arc<[usize]>,
    at: usize,
}

impl Turns {
    fn new(asked: &Arc<[usize]>) -> Self {
        Self { asked: Arc::clone(asked), at: 0 }
    }

    fn next(&mut self) -> (i64, i64) {
        let entry = self.asked[self.at];
        self.at = (self.at + 1) % self.asked.len();
        name_of(entry)
    }
}
