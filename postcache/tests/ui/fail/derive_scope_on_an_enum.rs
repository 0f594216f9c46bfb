#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Scope)]
enum Caller {
    User(i64),
    Service(i64),
}
