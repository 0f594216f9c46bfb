#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, key = id)]
    async fn get(&self, scope: &CurrentUser, id: i64, page: u32) -> Option<Post> {
        todo!()
    }
}
