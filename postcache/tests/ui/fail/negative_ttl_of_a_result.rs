#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, negative_ttl = "5s")]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Post, DbError> {
        todo!()
    }
}
