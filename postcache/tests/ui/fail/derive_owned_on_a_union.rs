#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Owned)]
union Either {
    id: i64,
}
