#![no_implicit_prelude]
#![deny(warnings)]
#![forbid(unsafe_code)]

use ::serde::{Deserialize, Serialize};

struct Result;
struct Option;
struct String;
mod core {}
mod std {}
mod postcache {}

#[derive(
    ::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, Serialize, Deserialize, ::postcache::Owned,
)]
struct Post {
    #[owner]
    user_id: i64,
}

#[derive(::postcache::Scope)]
struct User {
    #[scope]
    id: i64,
}

struct Posts {
    posts: ::postcache::Region<i64, Post>,
}

impl Posts {
    #[::postcache::cached_scoped(self.posts)]
    async fn get(&self, scope: &User, _id: i64) -> ::core::option::Option<Post> {
        ::core::option::Option::Some(Post { user_id: scope.id })
    }

    #[::postcache::cached_scoped(self.posts, put = id, invalidate_tags = ["posts"])]
    async fn update(&self, scope: &User, id: i64) -> ::core::option::Option<Post> {
        ::core::option::Option::Some(Post { user_id: scope.id })
    }
}

fn main() {
    let cache = ::postcache::Cache::new(<::postcache::MemoryStore as ::core::default::Default>::default());
    let posts = Posts { posts: cache.region("post").build().unwrap() };
    let served = ::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    served.block_on(async {
        let put = posts.update(&User { id: 5 }, 1).await;
        ::core::assert_eq!(posts.get(&User { id: 5 }, 1).await, put);
    });
    let (_, _, _) = (Result, Option, String);
}
