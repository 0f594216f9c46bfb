#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, key = id, ttl = "5", ignore(trace = ""))]
    async fn get(&mut self, id: i64, page: u32, trace: u64) -> &Post {
        todo!()
    }
}
