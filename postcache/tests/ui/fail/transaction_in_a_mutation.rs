#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, evict = id)]
    async fn delete(&self, scope: &CurrentUser, tx: &mut Transaction<'_>, id: i64) -> bool {
        todo!()
    }
}
