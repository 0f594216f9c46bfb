//! Counts the allocations of a memory hit, and prints how many one has in the mean of many, rounded up.
#![expect(clippy::print_stdout, reason = "this is a program for another one")]
#![expect(clippy::expect_used, reason = "what cannot be set up has nothing to say")]

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use postcache::{Cache, MemoryStore, Owned, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};

const HITS: u32 = 100_000;

#[derive(Scope)]
struct Reader {
    #[scope]
    id: i64,
}

#[derive(Clone, Serialize, Deserialize, Owned)]
struct Post {
    #[owner]
    user_id: i64,
    body: String,
}

struct Posts {
    posts: Region<i64, Post>,
}

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &Reader, id: i64) -> Result<Option<Arc<Post>>, Infallible> {
        Ok(Some(Arc::new(Post { user_id: scope.id, body: format!("post {id}") })))
    }
}

fn main() {
    let posts = Posts { posts: Cache::new(MemoryStore::default()).region("post").build().expect("a first region") };
    let reader = Reader { id: 7 };
    let read = || {
        let Ok(found) = at_once(posts.get(&reader, 1));
        assert!(found.is_some_and(|post| post.body == "post 1"));
    };
    read();
    let counted = allocation_counter::measure(|| (0..HITS).for_each(|_| read()));
    println!("{}", counted.count_total.div_ceil(u64::from(HITS)));
}

fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}
