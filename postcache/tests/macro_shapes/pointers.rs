//! Scopes and parts of keys behind pointers: the same entry, however what names it is held.

use std::sync::Arc;

use postcache::{Owned, Region, cached_scoped};
use serde::{Deserialize, Serialize};

use crate::db::{ANN, Db, Post, User, sendable};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Owned)]
struct Page {
    #[owned]
    rows: Vec<Post>,
    total: u64,
}

struct Pointed {
    db: Db,
    lists: Region<Vec<i64>, Page>,
}

impl Pointed {
    async fn load(&self, user: &User, ids: &[i64]) -> Page {
        let total = ids.len() as u64;
        Page { rows: vec![self.db.query(user.id, ids.iter().sum()).await], total }
    }

    #[cached_scoped(self.lists)]
    async fn of_vec(&self, scope: &User, ids: Vec<i64>) -> Page {
        self.load(scope, &ids).await
    }

    #[cached_scoped(self.lists, same_as = of_vec)]
    async fn of_array(&self, scope: &&User, ids: [i64; 2]) -> Page {
        self.load(scope, &ids).await
    }

    #[cached_scoped(self.lists, same_as = of_vec)]
    async fn of_box(&self, scope: Box<User>, ids: Box<[i64]>) -> Page {
        self.load(&scope, &ids).await
    }

    #[cached_scoped(self.lists, same_as = of_vec)]
    async fn of_arc(&self, scope: Arc<User>, ids: Arc<[i64]>) -> Arc<Page> {
        Arc::new(self.load(&scope, &ids).await)
    }

    #[cached_scoped(self.lists, same_as = of_vec, scope = *user)]
    async fn of_reference(&self, user: &Arc<User>, ids: &&[i64]) -> Page {
        self.load(user, ids).await
    }

    #[cached_scoped(self.lists, same_as = of_vec, key = vec![first, second])]
    async fn of_parts(&self, scope: &User, first: i64, second: i64) -> Page {
        self.load(scope, &[first, second]).await
    }

    #[cached_scoped(self.db.slugs, key = format!("{word}-{number}"))]
    async fn of_text(&self, scope: &User, word: &str, number: i64) -> Post {
        self.db.query(scope.id, number + i64::try_from(word.len()).unwrap()).await
    }
}

#[tokio::test]
async fn an_entry_is_the_same_however_its_name_is_held() {
    let db = Db::new();
    let pointed = Pointed { lists: db.cache.region("page").build().unwrap(), db };
    let first = sendable(pointed.of_vec(&ANN, vec![1, 2])).await;
    assert_eq!(sendable(pointed.of_array(&&ANN, [1, 2])).await, first);
    assert_eq!(sendable(pointed.of_box(Box::new(ANN), Box::new([1, 2]))).await, first);
    assert_eq!(*sendable(pointed.of_arc(Arc::new(ANN), Arc::new([1, 2]))).await, first);
    assert_eq!(sendable(pointed.of_reference(&Arc::new(ANN), &&[1, 2][..])).await, first);
    assert_eq!(sendable(pointed.of_parts(&ANN, 1, 2)).await, first);
    assert_eq!(pointed.db.queries(), 1);
    assert_ne!(pointed.of_array(&&ANN, [2, 1]).await, first);
    assert_ne!(pointed.of_vec(&User { id: 2 }, vec![1, 2]).await, first);
}

#[tokio::test]
async fn a_text_that_is_formatted_of_all_arguments_is_a_key() {
    let db = Db::new();
    let pointed = Pointed { lists: db.cache.region("page").build().unwrap(), db };
    let first = sendable(pointed.of_text(&ANN, "a", 1)).await;
    assert_eq!(pointed.of_text(&ANN, "a", 1).await, first);
    assert_ne!(pointed.of_text(&ANN, "a", 2).await, first);
    assert_ne!(pointed.of_text(&ANN, "b", 1).await, first);
}
