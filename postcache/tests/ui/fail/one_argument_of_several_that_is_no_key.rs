#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Filter;

impl Posts {
    #[cached_scoped(self.filtered)]
    async fn list(&self, scope: &CurrentUser, page: Page, filter: Filter) -> Vec<Post> {
        todo!()
    }
}
