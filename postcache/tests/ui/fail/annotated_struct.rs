#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[cached_scoped(self.posts)]
pub struct Cached;
