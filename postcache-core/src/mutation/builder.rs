//! What a mutation will change, named before it begins.

use std::fmt;
use std::sync::Arc;

use super::renewal::Renewal;
use super::{EntryHandle, Mutation, State, Stray, Verdict, conclude};
use crate::observe::Operation;
use crate::region::RegionShared;
use crate::store::{Cells, FenceTerms, Tag};
use crate::{Cache, KeyOf, NotFenced, Region, Scope, ScopeKey};

/// Describes a [`Mutation`]: its scope is that of all that it names, so an entry of another one cannot be named.
#[must_use = "a mutation does nothing until it begins"]
pub struct MutationBuilder {
    cache: Cache,
    region: Option<Arc<RegionShared>>,
    cells: Option<Cells>,
    strays: Vec<Stray>,
}

impl MutationBuilder {
    pub(crate) fn new<S: Scope + ?Sized>(cache: Cache, scope: &S, region: Option<Arc<RegionShared>>) -> Self {
        let cells = ScopeKey::new(scope).ok().map(Cells::of);
        let builder = Self { cache, region: None, cells, strays: Vec::new() };
        match region {
            Some(region) => builder.of_region(&region),
            None => builder,
        }
    }

    /// Names an entry that the mutation changes, removes, or will [`put`](Mutation::put): it cannot be filled until the
    /// mutation has ended.
    pub fn evict<K, V, Q>(self, region: &Region<K, V>, key: &Q) -> Self
    where
        K: ?Sized,
        V: Send + Sync + 'static,
        Q: KeyOf<K> + ?Sized,
    {
        self.evict_keyed(region, key).0
    }

    /// The same, with a handle for [`Mutation::put_at`].
    pub fn evict_keyed<K, V, Q>(mut self, region: &Region<K, V>, key: &Q) -> (Self, EntryHandle)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
        Q: KeyOf<K> + ?Sized,
    {
        let mut entry = self.cells.as_ref().and_then(|cells| region.shared().entry(&cells.scope, key).ok());
        // A stray too: the two caches may share a store.
        if let (Some(cells), Some(entry)) = (&mut self.cells, &entry) {
            cells.entries.push(entry.clone());
        }
        if let Some(stray) = entry.take_if(|_| !region.cache().is(&self.cache)) {
            self.strays.push(Stray::new(&self.cache, region.cache(), stray));
        }
        (self.of_region(region.shared()), EntryHandle::new(entry))
    }

    /// Names tags: every entry of the scope in regions that have one of them.
    pub fn invalidate_tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        if let Some(cells) = &mut self.cells {
            cells.tags.extend(tags.into_iter().map(Into::into));
        }
        self
    }

    /// Names every entry of the scope, for bulk operations.
    pub fn clear_scope(mut self) -> Self {
        if let Some(cells) = &mut self.cells {
            cells.whole_scope = true;
        }
        self
    }

    /// Raises the fence and begins. It cannot fail: without a fence the mutation goes on, and its scope is not used until
    /// its invalidations have reached the store.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, nothing has begun; a fence that was raised lapses by itself.
    pub async fn begin(self) -> Mutation {
        let (mut mutation, cells) = self.unbegun();
        let Some(cells) = cells else { return mutation };
        if mutation.raise(cells.clone()).await.is_err() {
            mutation.cache.enter_quarantine(&cells.scope);
            mutation.state = State::Unfenced { cells };
        }
        mutation
    }

    /// Raises the fence and begins, or does not begin at all.
    ///
    /// # Errors
    ///
    /// The fence could not be confirmed: the mutation must not run.
    ///
    /// # Cancel safety
    ///
    /// As [`begin`](Self::begin).
    pub async fn begin_fenced(self) -> Result<Mutation, NotFenced> {
        let (mut mutation, cells) = self.unbegun();
        let Some(cells) = cells else { return Ok(mutation) };
        let raised = mutation.raise(cells.clone()).await;
        if raised.is_err() {
            // It may stand all the same: nothing was written, so an invalidation takes nothing away.
            mutation.cache.enqueue(cells);
        }
        raised.map(|()| mutation)
    }

    /// Runs `body` as the mutation: committed if it returns `Ok`, abandoned if its error is
    /// [settled](crate::CacheBuilder::settled), of unknown outcome otherwise.
    ///
    /// # Errors
    ///
    /// Those of `body`.
    ///
    /// # Cancel safety
    ///
    /// Dropped while `body` runs, the outcome is unknown: what it covers is not filled for the commit timeout.
    pub async fn mutate<T, E, F>(self, body: impl FnOnce() -> F) -> Result<T, E>
    where
        E: 'static,
        F: Future<Output = Result<T, E>>,
    {
        let mutation = self.begin().await;
        let result = body().await;
        let verdict = Verdict::of_result(&mutation, &result);
        conclude(mutation, verdict).await;
        result
    }

    /// The first region that is named speaks for the mutation, in logs and counts.
    fn of_region(mut self, region: &Arc<RegionShared>) -> Self {
        if self.region.is_none() {
            if self.cells.is_none() {
                region.bypassed(1, "the scope of a mutation identifies nobody: its id is empty, missing or too long");
            }
            self.region = Some(Arc::clone(region));
        }
        self
    }

    fn unbegun(self) -> (Mutation, Option<Cells>) {
        let Self { cache, region, cells, strays } = self;
        strays.iter().for_each(Stray::begin);
        let cells = cells.map(|mut cells| {
            cache.know_tags(&cells);
            cells.limit();
            cells
        });
        let mutation = Mutation {
            cache,
            region,
            state: State::Over,
            late: cells.as_ref().map(|cells| Cells::of(cells.scope.clone())),
            puts: Vec::new(),
            strays,
        };
        (mutation, cells)
    }
}

impl Mutation {
    async fn raise(&mut self, cells: Cells) -> Result<(), NotFenced> {
        let settings = self.cache.settings();
        let sent = self.cache.clock().now();
        let begin = self.cache.store().begin(cells, FenceTerms::new(settings.fence_ttl));
        let fence =
            self.cache.timed(Operation::Begin, settings.invalidation_timeout, begin).await.map_err(|_| NotFenced)?;
        let renewal = Renewal::start(&self.cache, &fence, sent);
        self.state = State::Fenced { fence, renewal };
        Ok(())
    }
}

impl fmt::Debug for MutationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MutationBuilder").finish_non_exhaustive()
    }
}

/// For expansions: a mutation that names its region in logs.
#[doc(hidden)]
pub fn mutation<K, V, S>(region: &Region<K, V>, scope: &S) -> MutationBuilder
where
    K: ?Sized,
    S: Scope + ?Sized,
{
    MutationBuilder::new(region.cache().clone(), scope, Some(Arc::clone(region.shared())))
}
