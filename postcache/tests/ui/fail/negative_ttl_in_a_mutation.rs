#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, put = id, negative_ttl = "5s")]
    async fn update(&self, scope: &CurrentUser, id: i64) -> Result<Option<Post>, DbError> {
        self.db.find(scope.id, id).await
    }
}
