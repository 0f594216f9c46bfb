#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Clone, Serialize, Deserialize)]
struct Comment;

fn comments(cache: &postcache::Cache) -> Region<i64, Comment> {
    cache.region("comment").build().unwrap()
}
