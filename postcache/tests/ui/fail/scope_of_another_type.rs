#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Session;

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &Session, id: i64) -> Option<Post> {
        todo!()
    }
}
