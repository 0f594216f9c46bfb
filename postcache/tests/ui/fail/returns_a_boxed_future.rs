#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

use std::pin::Pin;

impl Posts {
    #[cached_scoped(self.posts)]
    fn get(&self, scope: &CurrentUser, id: i64) -> Pin<Box<dyn Future<Output = Post> + Send>> {
        let id = id + 1;
        Box::pin(async move { todo!() })
    }
}
