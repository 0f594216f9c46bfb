//! Who can sign in.

use std::sync::Arc;

use postcache::{Cache, Region, Scope, SharedScope, cached_scoped};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::db::Db;

/// The signed-in user: the scope of everything that a request reads or writes.
#[derive(Clone, Debug, Deserialize, Scope, Serialize)]
pub(crate) struct CurrentUser {
    #[scope]
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// The directory of users. It belongs to everybody, so it is cached under the shared scope.
#[derive(Clone, Debug)]
pub(crate) struct Users {
    db: Db,
    by_name: Region<String, CurrentUser>,
}

impl Users {
    pub(crate) fn new(db: Db, cache: &Cache) -> Result<Self, postcache::Error> {
        let by_name = cache.region("user").unchecked("the directory of users is no user's own")?;
        Ok(Self { db, by_name })
    }

    /// The user called `name`. Every request asks for its own.
    #[cached_scoped(self.by_name, scope = SharedScope)]
    pub(crate) async fn find(&self, name: &str) -> Result<Option<Arc<CurrentUser>>, sqlx::Error> {
        let user = sqlx::query_as("SELECT id, name FROM users WHERE name = ?").bind(name);
        Ok(user.fetch_optional(&self.db).await?.map(Arc::new))
    }

    /// Everybody, for the page on which a demo user is chosen.
    pub(crate) async fn all(&self) -> Result<Vec<CurrentUser>, sqlx::Error> {
        sqlx::query_as("SELECT id, name FROM users ORDER BY id").fetch_all(&self.db).await
    }
}

impl sqlx::FromRow<'_, SqliteRow> for CurrentUser {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self { id: row.try_get("id")?, name: row.try_get("name")? })
    }
}
