#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts)]
    fn get(&self, scope: &CurrentUser, id: i64) -> impl Future<Output = Post> + Send {
        async move { todo!() }
    }
}
