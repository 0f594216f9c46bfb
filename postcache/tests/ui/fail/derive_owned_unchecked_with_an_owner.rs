#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Owned)]
#[owned(unchecked)]
struct Comment {
    #[owner]
    user_id: i64,
}
