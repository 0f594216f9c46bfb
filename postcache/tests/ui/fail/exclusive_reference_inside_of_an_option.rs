#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &CurrentUser, id: i64, tx: Option<&mut Database>) -> Result<Option<Post>, DbError> {
        todo!()
    }
}
