#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(CacheKey)]
struct Filter {
    #[cache_key(skip)]
    page: u32,
    word: String,
}
