//! What the database says, read around the cache.

use std::path::Path;

use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::comments::Comment;
use crate::db::Db;
use crate::posts::{Page, Post};

/// A read-only way into the database.
#[derive(Clone, Debug)]
pub(super) struct Truth(SqlitePool);

/// Rows, and how many rows of their table had ever been created at that moment.
///
/// Between two readings that are equal nothing changed that they show: a version never comes back, and a row that was
/// created and deleted in between is counted.
#[derive(Debug, PartialEq)]
pub(super) struct Reading<T> {
    pub(super) rows: Vec<T>,
    /// Rows stand before these, so that what happens to those moves these.
    pub(super) is_later_page: bool,
    pub(super) created: i64,
}

impl Truth {
    pub(super) async fn open(folder: &Path) -> Result<Self, sqlx::Error> {
        Db::read_only(folder).await.map(Self)
    }

    pub(super) async fn close(&self) {
        self.0.close().await;
    }

    /// The post, whoever it belongs to.
    pub(super) async fn post(&self, id: i64) -> Result<Option<Post>, sqlx::Error> {
        sqlx::query_as("SELECT * FROM posts WHERE id = ?").bind(id).fetch_optional(&self.0).await
    }

    pub(super) async fn list(&self, user: i64, page: u32) -> Result<Reading<Post>, sqlx::Error> {
        let mut moment = self.0.begin().await?;
        let created = created("posts", &mut moment).await?;
        let rows = sqlx::query_as("SELECT * FROM posts WHERE user_id = ? ORDER BY id DESC LIMIT ? OFFSET ?");
        let rows = rows.bind(user).bind(Page::SIZE).bind(i64::from(page) * i64::from(Page::SIZE));
        Ok(Reading { rows: rows.fetch_all(&mut *moment).await?, is_later_page: page > 0, created })
    }

    pub(super) async fn comments(&self, user: i64, post: i64) -> Result<Reading<Comment>, sqlx::Error> {
        let mut moment = self.0.begin().await?;
        let created = created("comments", &mut moment).await?;
        let rows = sqlx::query_as("SELECT * FROM comments WHERE user_id = ? AND post_id = ? ORDER BY id");
        let rows = rows.bind(user).bind(post).fetch_all(&mut *moment).await?;
        Ok(Reading { rows, is_later_page: false, created })
    }

    /// The ids of a user's posts.
    pub(super) async fn posts_of(&self, user: i64) -> Result<Vec<i64>, sqlx::Error> {
        sqlx::query_scalar("SELECT id FROM posts WHERE user_id = ? ORDER BY id").bind(user).fetch_all(&self.0).await
    }

    /// How many posts have this title.
    pub(super) async fn titled(&self, title: &str) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("SELECT count(*) FROM posts WHERE title = ?").bind(title).fetch_one(&self.0).await
    }
}

async fn created(table: &str, moment: &mut Transaction<'_, Sqlite>) -> Result<i64, sqlx::Error> {
    let created = sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = ?").bind(table);
    created.fetch_one(&mut **moment).await
}
