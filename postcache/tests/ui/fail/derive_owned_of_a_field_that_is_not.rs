#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Row;

#[derive(Owned)]
struct List {
    #[owned]
    rows: Vec<Row>,
}
