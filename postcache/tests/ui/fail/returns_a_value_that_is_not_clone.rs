#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

struct Big;

struct Cached {
    region: Region<i64, Big>,
}

impl Cached {
    #[cached_scoped(self.region)]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Big {
        todo!()
    }
}
