#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct PhantomData(i64);

#[derive(CacheKey)]
struct Key {
    id: i64,
    page: PhantomData,
}


