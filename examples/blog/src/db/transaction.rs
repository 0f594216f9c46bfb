//! Several statements that are written together or not at all.

use sqlx::sqlite::{SqliteQueryResult, SqliteRow};
use sqlx::{Execute, Executor, Sqlite, SqlitePool};

use crate::observe;

/// A transaction; dropped, it is rolled back.
#[derive(Debug)]
pub(crate) struct Transaction(sqlx::Transaction<'static, Sqlite>);

impl Transaction {
    pub(super) async fn begin(pool: &SqlitePool) -> Result<Self, sqlx::Error> {
        // A transaction that reads first and writes later can meet another writer in between, and fails then.
        pool.begin_with("BEGIN IMMEDIATE").await.map(Self)
    }

    pub(crate) async fn fetch_all<'q>(
        &mut self,
        query: impl Execute<'q, Sqlite> + 'q,
    ) -> Result<Vec<SqliteRow>, sqlx::Error> {
        observe::count_query();
        (&mut *self.0).fetch_all(query).await
    }

    pub(crate) async fn execute<'q>(
        &mut self,
        query: impl Execute<'q, Sqlite> + 'q,
    ) -> Result<SqliteQueryResult, sqlx::Error> {
        observe::count_query();
        (&mut *self.0).execute(query).await
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        observe::count_query();
        self.0.commit().await
    }
}
