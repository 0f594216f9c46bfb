//! Cache-aside as it is written by hand: read the cache, else load and store; write, then delete. It must be found out.

use std::io;

use redis::aio::MultiplexedConnection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::reading::{LoadError, Loader};
use super::rows::{Page, Row};
use crate::terms::VALUE_TTL;
use crate::wire::{PAGE, ROWS};

pub(super) struct Naive {
    client: redis::Client,
    connection: Mutex<Option<MultiplexedConnection>>,
}

impl std::fmt::Debug for Naive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Naive(..)")
    }
}

impl Naive {
    pub(super) fn open(url: &str) -> io::Result<Self> {
        let url = url.replace("unix://", "redis+unix://");
        let client = redis::Client::open(url).map_err(io::Error::other)?;
        Ok(Self { client, connection: Mutex::new(None) })
    }

    pub(super) async fn row(&self, scope: i64, number: u32, loader: &Loader<'_>) -> Result<Option<Row>, LoadError> {
        self.aside(&row_key(scope, number), loader.row(number)).await
    }

    pub(super) async fn page(&self, scope: i64, number: u32, loader: &Loader<'_>) -> Result<Page, LoadError> {
        self.aside(&page_key(scope, number), loader.page(number)).await
    }

    /// After a write.
    pub(super) async fn delete(&self, scope: i64, rows: &[u32]) -> bool {
        let mut command = redis::cmd("DEL");
        command.arg(rows.iter().map(|number| row_key(scope, *number)).collect::<Vec<_>>());
        command.arg((0..ROWS / PAGE).map(|page| page_key(scope, page)).collect::<Vec<_>>());
        self.ask::<u64>(&command).await.is_some()
    }

    async fn aside<V: Serialize + DeserializeOwned + Send + Sync>(
        &self,
        key: &str,
        load: impl Future<Output = Result<V, LoadError>> + Send,
    ) -> Result<V, LoadError> {
        let cached = self.ask::<Option<Vec<u8>>>(redis::cmd("GET").arg(key)).await.flatten();
        if let Some(value) = cached.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            return Ok(value);
        }
        let value = load.await?;
        if let Ok(bytes) = serde_json::to_vec(&value) {
            self.ask::<()>(redis::cmd("SET").arg(key).arg(bytes).arg("EX").arg(VALUE_TTL.as_secs())).await;
        }
        Ok(value)
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Option<T> {
        let mut place = self.connection.lock().await;
        let mut connection = match place.take() {
            Some(connection) => connection,
            None => self.client.get_multiplexed_async_connection().await.ok()?,
        };
        *place = Some(connection.clone());
        drop(place);
        let answer = command.query_async(&mut connection).await;
        if answer.is_err() {
            *self.connection.lock().await = None;
        }
        answer.ok()
    }
}

fn row_key(scope: i64, number: u32) -> String {
    format!("row:{scope}:{number}")
}

fn page_key(scope: i64, number: u32) -> String {
    format!("page:{scope}:{number}")
}
