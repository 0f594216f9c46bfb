#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Post>, DbError> {
        let shared = std::rc::Rc::new(id);
        self.db.find(scope.id, *shared).await
    }
}

fn spawn(_: impl Send) {}

fn serve(posts: &Posts, user: &CurrentUser) {
    spawn(posts.get(user, 5));
}
