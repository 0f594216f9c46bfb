//! What a post is, on its way in and out.

use postcache::{CacheKey, Owned};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::problem::Problem;

/// A post as the database has it.
#[derive(Clone, Debug, Deserialize, Owned, PartialEq, Serialize)]
pub(crate) struct Post {
    pub(crate) id: i64,
    #[owner]
    pub(crate) user_id: i64,
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) version: i64,
}

/// The text of a post that is written or changed.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPost {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) body: String,
}

impl NewPost {
    /// The text without blanks around it, if it can be stored.
    pub(crate) fn checked(self) -> Result<Self, Problem> {
        let (title, body) = (self.title.trim(), self.body.trim());
        if title.is_empty() || title.chars().count() > 200 {
            return Err(Problem::Invalid("a title has 1 to 200 characters"));
        }
        if body.chars().count() > 20_000 {
            return Err(Problem::Invalid("a post has at most 20000 characters"));
        }
        Ok(Self { title: title.to_owned(), body: body.to_owned() })
    }
}

/// The number of a page of the list, from 0.
#[derive(CacheKey, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Page(pub(crate) u32);

impl Page {
    /// Posts on a page.
    pub(crate) const SIZE: u32 = 10;

    pub(super) fn offset(self) -> i64 {
        i64::from(self.0) * i64::from(Self::SIZE)
    }
}

impl sqlx::FromRow<'_, SqliteRow> for Post {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            user_id: row.try_get("user_id")?,
            title: row.try_get("title")?,
            body: row.try_get("body")?,
            version: row.try_get("version")?,
        })
    }
}
