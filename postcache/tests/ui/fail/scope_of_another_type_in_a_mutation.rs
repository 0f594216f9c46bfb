#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Session;

impl Posts {
    #[cached_scoped(self.posts, evict = id)]
    async fn delete(&self, scope: &Session, id: i64) -> bool {
        todo!()
    }
}
