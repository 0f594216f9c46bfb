//! `load_timeout`, and `ttl_from` of a read.

use std::future::pending;
use std::time::Duration;

use postcache::{Owned, Region, cached_scoped};
use serde::{Deserialize, Serialize};

use crate::db::{ANN, Db, DbError, DbResult, Post, User, assert_cached, sendable};

impl Db {
    #[cached_scoped(self.posts, load_timeout = "20ms")]
    async fn bounded(&self, scope: &User, id: i64) -> DbResult<Post> {
        if id == 0 {
            pending::<()>().await;
        }
        Ok(self.query(scope.id, id).await)
    }

    #[cached_scoped(self.posts, load_timeout("20ms", |_| None))]
    async fn bounded_by_its_own_answer(&self, scope: &User, id: i64) -> Option<Post> {
        if id == 0 {
            pending::<()>().await;
        }
        self.find(scope.id, id).await
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Owned)]
struct Token {
    #[owner]
    user_id: i64,
    lives_ms: u64,
}

struct Tokens {
    db: Db,
    tokens: Region<u64, Token>,
}

impl Tokens {
    #[cached_scoped(self.tokens, ttl_from = |token| Duration::from_millis(token.lives_ms))]
    async fn issue(&self, scope: &User, lives_ms: u64) -> Token {
        self.db.query(scope.id, 1).await;
        Token { user_id: scope.id, lives_ms }
    }
}

#[tokio::test(start_paused = true)]
async fn a_load_that_takes_too_long_is_an_error_of_the_functions_own() {
    let db = Db::new();
    assert_eq!(sendable(db.bounded(&ANN, 0)).await, Err(DbError::Late));
    assert_cached!(db, |user| db.bounded(user, 1));
}

#[tokio::test(start_paused = true)]
async fn a_closure_answers_for_a_load_that_takes_too_long() {
    let db = Db::new();
    assert_eq!(sendable(db.bounded_by_its_own_answer(&ANN, 0)).await, None);
    assert_cached!(db, |user| db.bounded_by_its_own_answer(user, 1));
}

#[tokio::test]
async fn a_value_that_says_it_is_over_is_not_kept() {
    let db = Db::new();
    let tokens = Tokens { tokens: db.cache.region("token").build().unwrap(), db };
    for _ in 0..2 {
        sendable(tokens.issue(&ANN, 60_000)).await;
    }
    assert_eq!(tokens.db.queries(), 1);
    for _ in 0..2 {
        tokens.issue(&ANN, 0).await;
    }
    assert_eq!(tokens.db.queries(), 3);
}
