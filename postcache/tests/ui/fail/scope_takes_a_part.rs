#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Ctx {
    user: CurrentUser,
}

impl Posts {
    #[cached_scoped(self.posts, scope = ctx.user, key = id)]
    async fn get(&self, ctx: &Ctx, id: i64) -> Option<Post> {
        todo!()
    }
}
