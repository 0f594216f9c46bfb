#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

type Answer<'e> = Result<bool, &'e str>;

impl Posts {
    #[cached_scoped(self.posts, evict = id)]
    async fn delete<'e>(&self, scope: &CurrentUser, id: i64, error: &'e str) -> Answer<'e> {
        Err(error)
    }
}
