#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, evict = slug)]
    async fn delete(&self, scope: &CurrentUser, slug: &str) -> bool {
        todo!()
    }
}
