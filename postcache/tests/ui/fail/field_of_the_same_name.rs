#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, key = post.id)]
    async fn get(&self, scope: &CurrentUser, post: &Post, id: i64) -> Option<Post> {
        todo!()
    }
}
