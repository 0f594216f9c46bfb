//! The database: one SQLite file, and a pool that counts what each request asks of it.

mod executor;
mod migrations;
mod pace;
mod transaction;

use std::io;
use std::path::Path;

use sqlx::SqlitePool;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

#[cfg(test)]
pub(crate) use pace::Gate;
pub(crate) use pace::Pace;
pub(crate) use transaction::Transaction;

const FILE: &str = "blog.db";
const CONNECTIONS: u32 = 8;

/// The source of truth. Pass `&db` where sqlx wants an executor: the query is counted for the request that makes it.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    pool: SqlitePool,
    pace: Pace,
}

/// Why the database cannot be used.
#[derive(Debug)]
pub(crate) enum OpenError {
    Folder(io::Error),
    Connect(sqlx::Error),
    Migrate(MigrateError),
}

impl Db {
    /// Opens the database in `folder`; makes folder, file and tables where they are missing.
    pub(crate) async fn open(folder: &Path, pace: Pace) -> Result<Self, OpenError> {
        std::fs::create_dir_all(folder).map_err(OpenError::Folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join(FILE))
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        let pool = SqlitePoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect_with(options)
            .await
            .map_err(OpenError::Connect)?;
        migrations::all().run(&pool).await.map_err(OpenError::Migrate)?;
        Ok(Self { pool, pace })
    }

    /// A second, read-only way into the database in `folder`, which nothing counts, slows or caches.
    pub(crate) async fn read_only(folder: &Path) -> Result<SqlitePool, sqlx::Error> {
        let options = SqliteConnectOptions::new().filename(folder.join(FILE)).read_only(true);
        SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await
    }

    /// Begins a transaction, which takes the right to write at once.
    pub(crate) async fn begin(&self) -> Result<Transaction, sqlx::Error> {
        Transaction::begin(&self.pool).await
    }

    /// Waits for the connections in use, and closes all.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}
