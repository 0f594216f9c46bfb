#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, read_mode = if fresh { ReadMode::Refresh } else { ReadMode::Normal })]
    async fn get(&self, scope: &CurrentUser, id: i64, fresh: bool) -> Option<Post> {
        todo!()
    }
}
