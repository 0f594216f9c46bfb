//! What the programs beside this file are about.
#![allow(unused, reason = "each program uses another part")]

pub use std::sync::Arc;

pub use postcache::{CacheKey, OnBehalfOf, Owned, ReadMode, Region, Scope, cached_scoped};
pub use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Owned)]
pub struct Post {
    pub id: i64,
    #[owner]
    pub user_id: i64,
    pub slug: String,
}

#[derive(Clone, Debug, Scope)]
pub struct CurrentUser {
    #[scope]
    pub id: i64,
}

#[derive(Clone, Copy, Debug, CacheKey)]
pub struct Page {
    pub number: u32,
}

#[derive(Debug)]
pub struct DbError;

pub struct Database;

impl Database {
    pub async fn find(&self, user: i64, id: i64) -> Result<Option<Post>, DbError> {
        Ok(Some(Post { id, user_id: user, slug: String::new() }))
    }
}

pub struct Transaction<'t>(pub &'t ());

pub trait Executor {}

pub struct Posts {
    pub db: Database,
    pub posts: Region<i64, Post>,
    pub slugs: Region<String, Post>,
    pub lists: Region<Page, Vec<Post>>,
    pub filtered: Region<(Page, String), Vec<Post>>,
}

pub fn main() {}
