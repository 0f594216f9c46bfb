#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, scope = "user", ignore(user = "the scope"))]
    async fn get(&self, user: &CurrentUser, id: i64) -> Result<Option<Post>, DbError> {
        self.db.find(user.id, id).await
    }
}
