#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Scope)]
struct Session {
    #[scope = "user"]
    user: i64,
}
