#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Owned)]
#[owned(unckecked)]
struct Comment {
    user_id: i64,
}
