#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, evict = id, fence = "required")]
    async fn delete(&self, scope: &CurrentUser, id: i64) -> bool {
        todo!()
    }
}
