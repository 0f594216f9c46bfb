#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.slugs, key = stringify!(id))]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Post>, DbError> {
        todo!()
    }
}
