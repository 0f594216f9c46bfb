#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, ignore("trace"))]
    async fn get(&self, scope: &CurrentUser, id: i64, trace: u64) -> Result<Option<Post>, DbError> {
        self.db.find(scope.id, id).await
    }
}
