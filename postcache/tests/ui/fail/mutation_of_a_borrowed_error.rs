#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, evict = id)]
    async fn delete<'e>(&self, scope: &CurrentUser, id: i64, error: &'e str) -> Result<bool, &'e str> {
        Err(error)
    }
}
