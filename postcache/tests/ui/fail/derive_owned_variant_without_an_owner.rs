#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(Owned)]
enum Item {
    Draft {
        #[owner]
        by: i64,
    },
    Advert(String),
}
