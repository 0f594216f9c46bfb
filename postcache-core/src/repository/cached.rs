//! A repository with a cache in front.

use std::fmt;
use std::sync::Arc;

use super::{Repository, Rows};
use crate::mutation::{Mutation, Verdict, conclude};
use crate::policy::Rules;
use crate::read::{Probe, ReadMode, probe};
use crate::region::Site;
use crate::store::Tag;
use crate::{Cache, Error, Foreign, Owned, Policy, Region, Scope};

/// The same trait as its source, from the cache where that is right. The source must be used through it alone: a mutation
/// behind its back is not seen.
///
/// Rows are cached in the region called `name`, lists in the region `name-list`, whose tag has the same name.
///
/// | call | fenced from before it begins | in the cache when it returns |
/// | --- | --- | --- |
/// | [`get`](Repository::get), [`list`](Repository::list) | | the loaded row or list |
/// | [`create`](Repository::create) | every list of the scope | the new row; lists are gone |
/// | [`update`](Repository::update) | the row, every list of the scope | the changed row; lists are gone |
/// | [`delete`](Repository::delete) | the row, every list of the scope | neither row nor lists |
/// | [`import`](Repository::import) | the whole scope, of all regions | nothing of the scope |
///
/// With a `negative_ttl`, [`create`](Repository::create) fences every row of the scope too: a "not found" of the row that is
/// being made must not outlive it, and its key is not known before.
///
/// A row that does not belong to the scope is an error, `From<Foreign>`, and never a result. A row that the source found by
/// another spelling of its key is a result that is not kept.
pub struct CachedRepository<R: Rows> {
    source: R,
    rows: Region<R::Key, R::Value>,
    lists: Region<R::Filter, Vec<R::Value>>,
    tag: Tag,
    /// Where "not found" is kept: a row that was created by whoever never heard of it ends that too.
    rows_tag: Option<Tag>,
}

impl<R: Rows> CachedRepository<R> {
    /// Caches `source` in two regions, `name` and `name-list`.
    ///
    /// # Errors
    ///
    /// As [`RegionBuilder::build`](crate::RegionBuilder::build).
    pub fn new(source: R, cache: &Cache, name: &str) -> Result<Self, Error> {
        Self::with_policy(source, cache, name, |policy| policy)
    }

    /// The same with another policy for both regions.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_policy(source: R, cache: &Cache, name: &str, policy: impl Fn(Policy) -> Policy) -> Result<Self, Error> {
        let tag = Tag::from(format!("{name}-list"));
        let (effective, _) = cache.settings().effective(name, policy(cache.default_policy()));
        let rows_tag = Rules::try_from(effective)?.negative_ttl.map(|_| Tag::from(name));
        Ok(Self {
            source,
            rows: cache.region(name).tags(rows_tag.clone()).policy(&policy).build()?,
            lists: cache.region(format!("{name}-list")).tags([tag.clone()]).policy(&policy).build()?,
            tag,
            rows_tag,
        })
    }

    /// The source of truth. Mutations through it are not seen by the cache.
    pub const fn source(&self) -> &R {
        &self.source
    }

    /// The region of rows.
    pub const fn rows(&self) -> &Region<R::Key, R::Value> {
        &self.rows
    }

    /// The region of lists.
    pub const fn lists(&self) -> &Region<R::Filter, Vec<R::Value>> {
        &self.lists
    }

    /// [`get`](Repository::get) that shares the row; a hit allocates nothing.
    ///
    /// # Errors
    ///
    /// The source's.
    ///
    /// # Cancel safety
    ///
    /// As [`Region::get_or_load`].
    pub async fn get_shared<S>(&self, scope: &S, key: &R::Key) -> Result<Option<Arc<R::Value>>, R::Error>
    where
        S: Scope + Sync + ?Sized,
        R: Repository<S>,
    {
        let found: Result<Option<Arc<R::Value>>, Unkept<R>> =
            match probe(&self.rows, Site::BY_HAND, ReadMode::Normal, scope, key) {
                Probe::Hit(hit) => hit,
                Probe::Miss(miss) => {
                    let load = async {
                        let row = self.source.get(scope, key).await.map_err(Unkept::Error)?;
                        let Some(row) = row else { return Ok(None) };
                        let row = owned(&self.rows, scope, row).map_err(|foreign| Unkept::Error(foreign.into()))?;
                        if self.is_key_of(scope, key, &row) { Ok(Some(Arc::new(row))) } else { Err(Unkept::Row(row)) }
                    };
                    miss.load(load).await
                }
            };
        match found {
            Ok(kept) => Ok(kept),
            Err(Unkept::Row(row)) => Ok(Some(Arc::new(row))),
            Err(Unkept::Error(error)) => Err(error),
        }
    }

    /// [`list`](Repository::list) that shares the rows; a hit allocates nothing.
    ///
    /// # Errors
    ///
    /// The source's.
    ///
    /// # Cancel safety
    ///
    /// As [`Region::get_or_load`].
    pub async fn list_shared<S>(&self, scope: &S, filter: &R::Filter) -> Result<Arc<Vec<R::Value>>, R::Error>
    where
        S: Scope + Sync + ?Sized,
        R: Repository<S>,
    {
        match probe(&self.lists, Site::BY_HAND, ReadMode::Normal, scope, filter) {
            Probe::Hit(hit) => hit,
            Probe::Miss(miss) => {
                let load = async { Ok(Arc::new(owned(&self.lists, scope, self.source.list(scope, filter).await?)?)) };
                miss.load(load).await
            }
        }
    }

    /// Whether mutations of `row` name the entry of `key`: a source may find a row by another spelling of its key.
    fn is_key_of<S: Scope + ?Sized>(&self, scope: &S, key: &R::Key, row: &R::Value) -> bool {
        let name = |key: &R::Key| self.rows.entry(scope, key).ok().map(|entry| entry.key);
        name(key) == name(&R::key_of(row))
    }

    fn mutation<S: Scope + ?Sized>(&self, scope: &S) -> crate::MutationBuilder {
        crate::mutation::mutation(&self.rows, scope)
    }

    /// Ends a mutation that returned a row, and puts the row. A foreign row was written all the same: the mutation commits,
    /// and its caller gets the error.
    async fn conclude_with_row<S: Scope + ?Sized>(
        &self,
        mut mutation: Mutation,
        scope: &S,
        result: Result<Option<R::Value>, R::Error>,
    ) -> Result<Option<R::Value>, R::Error> {
        let verdict = Verdict::of_result(&mutation, &result);
        let checked = match result {
            Ok(Some(row)) => owned(&self.rows, scope, row).map(Some).map_err(R::Error::from),
            other => other,
        };
        if let Ok(Some(row)) = &checked {
            mutation.put(&self.rows, &R::key_of(row), Arc::new(row.clone()));
        }
        conclude(mutation, verdict).await;
        checked
    }
}

/// What a load returns and the cache does not keep.
enum Unkept<R: Rows> {
    Row(R::Value),
    Error(R::Error),
}

impl<R: Rows> Rows for CachedRepository<R> {
    type Key = R::Key;
    type Value = R::Value;
    type New = R::New;
    type Change = R::Change;
    type Filter = R::Filter;
    type Error = R::Error;

    fn key_of(value: &R::Value) -> R::Key {
        R::key_of(value)
    }
}

impl<S, R> Repository<S> for CachedRepository<R>
where
    S: Scope + Sync + ?Sized,
    R: Repository<S>,
{
    async fn get(&self, scope: &S, key: &R::Key) -> Result<Option<R::Value>, R::Error> {
        Ok(self.get_shared(scope, key).await?.map(Arc::unwrap_or_clone))
    }

    async fn list(&self, scope: &S, filter: &R::Filter) -> Result<Vec<R::Value>, R::Error> {
        Ok(Arc::unwrap_or_clone(self.list_shared(scope, filter).await?))
    }

    async fn create(&self, scope: &S, new: R::New) -> Result<R::Value, R::Error> {
        let tags = self.rows_tag.iter().chain([&self.tag]).cloned();
        let mutation = self.mutation(scope).invalidate_tags(tags).begin().await;
        let created = self.source.create(scope, new).await.map(Some);
        let created = self.conclude_with_row(mutation, scope, created).await?;
        Ok(created.unwrap_or_else(|| unreachable!("a row that was created is a row")))
    }

    async fn update(&self, scope: &S, key: &R::Key, change: R::Change) -> Result<Option<R::Value>, R::Error> {
        let mutation = self.mutation(scope).evict(&self.rows, key).invalidate_tags([self.tag.clone()]).begin().await;
        let updated = self.source.update(scope, key, change).await;
        self.conclude_with_row(mutation, scope, updated).await
    }

    async fn delete(&self, scope: &S, key: &R::Key) -> Result<bool, R::Error> {
        let mutation = self.mutation(scope).evict(&self.rows, key).invalidate_tags([self.tag.clone()]);
        mutation.mutate(|| self.source.delete(scope, key)).await
    }

    async fn import(&self, scope: &S, rows: Vec<R::New>) -> Result<u64, R::Error> {
        self.mutation(scope).clear_scope().mutate(|| self.source.import(scope, rows)).await
    }
}

impl<R: Rows + fmt::Debug> fmt::Debug for CachedRepository<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedRepository")
            .field("source", &self.source)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// A value, if it belongs to the scope that asked for it. A scope that identifies nobody owns no row that could be compared.
fn owned<K, V, S, T>(region: &Region<K, V>, scope: &S, value: T) -> Result<T, Foreign>
where
    K: ?Sized,
    S: Scope + ?Sized,
    T: Owned,
{
    let Ok(id) = scope.scope_id() else { return Ok(value) };
    value.check_owner(id).inspect_err(|foreign| region.shared().refused(foreign))?;
    Ok(value)
}
