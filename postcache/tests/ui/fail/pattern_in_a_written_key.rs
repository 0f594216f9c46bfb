#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, key = a)]
    async fn get(&self, scope: &CurrentUser, (a, b): (i64, i64)) -> Option<Post> {
        todo!()
    }
}
