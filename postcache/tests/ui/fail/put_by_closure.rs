#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, put = |post| post.id)]
    async fn create(&self, scope: &CurrentUser, slug: String) -> Post {
        todo!()
    }
}
