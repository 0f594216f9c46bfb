//! Scope-checked CRUD over the source of truth, and the same with a cache in front.

mod cached;

pub use cached::CachedRepository;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{CacheKey, Foreign, Owned, Scope};

/// The types of a [`Repository`], the same for whoever asks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what its rows are",
    label = "not `Rows`",
    note = "implement `Rows` for the types and `Repository<..>` for the queries"
)]
pub trait Rows: Send + Sync {
    /// What identifies a row of one scope.
    type Key: CacheKey + Send + Sync + 'static;
    /// A row.
    type Value: Owned + Clone + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What a row is created from.
    type New: Send;
    /// What an update changes.
    type Change: Send;
    /// What a list is asked by: a page, a search; `()` where there is one list.
    type Filter: CacheKey + Send + Sync + 'static;
    /// What can go wrong: the database, and a row that belongs to somebody else.
    type Error: From<Foreign> + Send + 'static;

    /// The key of a row.
    fn key_of(value: &Self::Value) -> Self::Key;
}

/// Scope-checked CRUD over a table of rows that belong to scopes of type `S`.
///
/// `S` is a parameter, so that one source serves a signed-in user and [`OnBehalfOf`](crate::OnBehalfOf) alike. Write the
/// methods as `async fn`; their futures must be `Send`. Every query names the scope (`WHERE user_id = ?`); a row that comes
/// back for another scope is an error of [`CachedRepository`], never a result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a repository for scopes of type `{S}`",
    note = "implement `Rows` for the types and `Repository<{S}>` for the queries"
)]
pub trait Repository<S: Scope + Sync + ?Sized>: Rows {
    /// One row; `None` if the scope has none of this key.
    fn get(&self, scope: &S, key: &Self::Key) -> impl Future<Output = Result<Option<Self::Value>, Self::Error>> + Send;

    /// Rows of the scope.
    fn list(
        &self,
        scope: &S,
        filter: &Self::Filter,
    ) -> impl Future<Output = Result<Vec<Self::Value>, Self::Error>> + Send;

    /// Creates a row, and returns it as [`get`](Self::get) would right after.
    fn create(&self, scope: &S, new: Self::New) -> impl Future<Output = Result<Self::Value, Self::Error>> + Send;

    /// Changes a row, and returns it as [`get`](Self::get) would right after; `None` if the scope has none of this key.
    fn update(
        &self,
        scope: &S,
        key: &Self::Key,
        change: Self::Change,
    ) -> impl Future<Output = Result<Option<Self::Value>, Self::Error>> + Send;

    /// Removes a row; whether there was one.
    fn delete(&self, scope: &S, key: &Self::Key) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Creates many rows at once; how many.
    fn import(&self, scope: &S, rows: Vec<Self::New>) -> impl Future<Output = Result<u64, Self::Error>> + Send;
}
