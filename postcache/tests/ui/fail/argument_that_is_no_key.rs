#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Filter;

impl Posts {
    #[cached_scoped(self.lists)]
    async fn list(&self, scope: &CurrentUser, filter: &Filter) -> Vec<Post> {
        todo!()
    }
}
