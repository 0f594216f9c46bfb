//! What a comment is, on its way in and out.

use postcache::{CacheKey, Foreign, Owned};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::problem::Problem;

/// A comment as the database has it.
#[derive(Clone, Debug, Deserialize, Owned, PartialEq, Serialize)]
pub(crate) struct Comment {
    pub(crate) id: i64,
    #[owner]
    pub(crate) user_id: i64,
    pub(crate) post_id: i64,
    pub(crate) body: String,
    pub(crate) version: i64,
}

/// A comment that is written, and where.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewComment {
    pub(crate) post_id: i64,
    pub(crate) body: String,
}

/// The text of a comment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentText {
    pub(crate) body: String,
}

impl CommentText {
    /// The text without blanks around it, if it can be stored.
    pub(crate) fn checked(self) -> Result<Self, Problem> {
        let body = self.body.trim();
        if body.is_empty() || body.chars().count() > 2_000 {
            return Err(Problem::Invalid("a comment has 1 to 2000 characters"));
        }
        Ok(Self { body: body.to_owned() })
    }
}

/// Lists are asked for by post.
#[derive(CacheKey, Clone, Copy, Debug)]
pub(crate) struct OfPost(pub(crate) i64);

/// Why comments could not be read or written.
#[derive(Debug)]
pub(crate) enum CommentError {
    Database(sqlx::Error),
    /// The query returned somebody else's comment.
    Foreign(Foreign),
}

impl CommentError {
    /// Whether nothing was written; see [`postcache::sqlx::is_settled`].
    pub(crate) fn is_settled(&self) -> bool {
        match self {
            Self::Database(error) => postcache::sqlx::is_settled(error),
            Self::Foreign(_) => false,
        }
    }
}

impl From<sqlx::Error> for CommentError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Foreign> for CommentError {
    fn from(foreign: Foreign) -> Self {
        Self::Foreign(foreign)
    }
}

impl sqlx::FromRow<'_, SqliteRow> for Comment {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            user_id: row.try_get("user_id")?,
            post_id: row.try_get("post_id")?,
            body: row.try_get("body")?,
            version: row.try_get("version")?,
        })
    }
}
