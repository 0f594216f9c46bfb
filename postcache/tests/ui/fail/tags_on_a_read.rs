#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.lists, tags = ["posts"])]
    async fn list(&self, scope: &CurrentUser, page: Page) -> Vec<Post> {
        todo!()
    }
}
