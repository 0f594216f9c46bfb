#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

trait Table {
    type Error;
}

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get<T: Table>(&self, scope: &CurrentUser, id: i64) -> Result<Option<Post>, T::Error> {
        todo!()
    }
}
