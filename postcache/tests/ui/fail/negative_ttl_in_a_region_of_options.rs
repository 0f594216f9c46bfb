#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Drafts {
    drafts: Region<i64, Option<Post>>,
}

impl Drafts {
    #[cached_scoped(self.drafts, negative_ttl = "5s")]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Post>, DbError> {
        todo!()
    }
}
