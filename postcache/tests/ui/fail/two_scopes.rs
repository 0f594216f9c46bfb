#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, scope = user)]
    async fn get(&self, scope: &CurrentUser, user: &CurrentUser, id: i64) -> Option<Post> {
        todo!()
    }
}
