#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts, scope = OnBehalfOf::new(user_id))]
    async fn get(&self, user_id: i64, id: i64) -> Option<Post> {
        todo!()
    }
}
