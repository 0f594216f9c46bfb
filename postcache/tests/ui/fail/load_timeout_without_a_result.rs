#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, load_timeout = "2s")]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Option<Post> {
        todo!()
    }
}
