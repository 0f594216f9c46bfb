#![deny(warnings)]

extern crate postcache as pc;

mod inner {
    use pc::{CacheKey, Owned, Region, Scope, cached_scoped};
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
    #[owned(crate = pc)]
    pub struct Post {
        #[owner]
        pub user_id: i64,
    }

    #[derive(Scope)]
    #[scope(crate = pc)]
    pub struct User {
        #[scope]
        pub id: i64,
    }

    #[derive(CacheKey)]
    #[cache_key(crate = pc)]
    pub struct Page(pub u32);

    pub struct Posts {
        pub lists: Region<Page, Post>,
    }

    impl Posts {
        #[cached_scoped(self.lists, crate = pc)]
        pub async fn list(&self, scope: &User, _: Page) -> Post {
            Post { user_id: scope.id }
        }

        #[cached_scoped(self.lists, crate = pc, clear_scope)]
        pub async fn clear(&self, scope: &User) -> i64 {
            scope.id
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let cache = pc::Cache::new(pc::MemoryStore::default());
    let posts = inner::Posts { lists: cache.region("list").build().unwrap() };
    let user = inner::User { id: 5 };
    assert_eq!(posts.list(&user, inner::Page(1)).await.user_id, 5);
    assert_eq!(posts.clear(&user).await, 5);
}
