#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, evict = id, ignore(note = "why"))]
    async fn delete(&self, scope: &CurrentUser, id: i64, note: &str) -> bool {
        todo!()
    }
}
