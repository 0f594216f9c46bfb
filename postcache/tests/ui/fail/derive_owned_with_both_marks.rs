#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Owned)]
struct Comment {
    #[owner]
    #[owned]
    user_id: i64,
}
