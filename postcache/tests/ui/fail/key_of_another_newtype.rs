#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

#[derive(CacheKey)]
struct AuthorId(i64);

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &CurrentUser, author: AuthorId) -> Option<Post> {
        todo!()
    }
}
