#![allow(unused, reason = "only the mistake matters")]

#[path = "../blog.rs"]
mod blog;
use blog::*;

impl Posts {
    #[cached_scoped(self.posts)]
    async fn get(&self, scope: &CurrentUser, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8, i: u8) -> Option<Post> {
        todo!()
    }
}
