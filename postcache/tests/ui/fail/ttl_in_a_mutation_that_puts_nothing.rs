#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, evict = id, ttl = "30s")]
    async fn delete(&self, scope: &CurrentUser, id: i64) -> Result<bool, DbError> {
        todo!()
    }
}
