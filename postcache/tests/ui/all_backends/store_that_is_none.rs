#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

fn cache() -> postcache::Cache {
    postcache::Cache::new(Database)
}
