#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(CacheKey)]
struct Filter {
    words: Vec<String>,
    share: f64,
}
