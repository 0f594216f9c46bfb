//! A change of the source of truth, fenced from before it begins until it has ended.

mod builder;
mod end;
mod handle;
mod living;
mod renewal;
mod stray;
mod verdict;

use std::fmt;
use std::sync::Arc;

pub use builder::{MutationBuilder, mutation};
pub use handle::EntryHandle;
use renewal::Renewal;
use stray::Stray;
pub(crate) use verdict::keep;
pub use verdict::{Judged, Keeping, Outcome, Returned, Verdict, conclude, verdict_by, verdict_never};

use crate::read::Life;
use crate::region::RegionShared;
use crate::store::{Cells, Fence, OwnedEntry, Put, Tag};
use crate::{Cache, KeyOf, Region};

/// A mutation under way: begun before the database is touched, committed or abandoned after.
///
/// While it lives, nothing that it covers can be filled, and after [`commit`](Self::commit) nothing older than it is read.
/// Dropped without a word its outcome is unknown (a commit may still be on its way): the fence then stands for the
/// [`commit_timeout`](crate::CacheBuilder::commit_timeout), in which what it covers is loaded and not stored.
///
/// ```
/// # async fn example(cache: &postcache_core::Cache, posts: &postcache_core::Region<i64, String>) -> Result<(), std::io::Error> {
/// # let user = postcache_core::OnBehalfOf::new(1, "an example");
/// let mutation = cache.mutation(&user).evict(posts, &7).invalidate_tags(["posts"]).begin().await;
/// // .. the statements of a transaction, and its commit ..
/// mutation.commit().await;
/// # Ok(()) }
/// ```
#[must_use = "a mutation that is dropped has an unknown outcome: `commit` or `abandon` it"]
pub struct Mutation {
    cache: Cache,
    region: Option<Arc<RegionShared>>,
    state: State,
    /// What was named after it began. Absent where the scope identifies nobody: nothing is cached under it.
    late: Option<Cells>,
    puts: Vec<(Arc<RegionShared>, Put)>,
    strays: Vec<Stray>,
}

enum State {
    Fenced {
        fence: Fence,
        renewal: Renewal,
    },
    /// The fence was not confirmed: the scope is quarantined until its invalidations have landed.
    Unfenced {
        cells: Cells,
    },
    Over,
}

impl Mutation {
    /// Names an entry whose key is known only now.
    ///
    /// Such an entry was not fenced while the mutation ran: a writer that crashes before [`commit`](Self::commit) may leave
    /// an old "not found" of it behind. Name keys that are known before at the [builder](MutationBuilder::evict).
    pub fn evict<K, V, Q>(&mut self, region: &Region<K, V>, key: &Q)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
        Q: KeyOf<K> + ?Sized,
    {
        if let (Some(entry), Some(late)) = (self.entry(region, key), &mut self.late) {
            // What was put before is not what the last write left.
            self.puts.retain(|(_, put)| put.entry.key != entry.key);
            late.entries.push(entry);
        }
    }

    /// Names tags that are known only now.
    pub fn invalidate_tags<T: Into<Tag>>(&mut self, tags: impl IntoIterator<Item = T>) {
        if let Some(late) = &mut self.late {
            late.tags.extend(tags.into_iter().map(Into::into));
        }
    }

    /// Stores `value` when the mutation commits, if no other one of its scope overlapped it; else the entry is merely
    /// invalidated.
    ///
    /// It is what the region's loader would return right after this commit: from `RETURNING`, or read on the primary in this
    /// mutation, after the last write; never the caller's input completed by hand. A value of another scope is not stored.
    pub fn put<K, V, Q>(&mut self, region: &Region<K, V>, key: &Q, value: Arc<V>)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
        Q: KeyOf<K> + ?Sized,
    {
        self.put_living(region, key, value, Life::UNSAID);
    }

    /// [`put`](Self::put) into an entry that the builder named.
    pub fn put_at<K, V>(&mut self, region: &Region<K, V>, at: &EntryHandle, value: Arc<V>)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
    {
        self.put_at_living(region, at, value, Life::UNSAID);
    }

    /// Ends the mutation after its commit was acknowledged: invalidates what it named, and stores its puts.
    ///
    /// It cannot fail: what the store did not confirm is repeated in the background, and until then this process neither
    /// reads nor fills the scope.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, the outcome is unknown, as if the mutation had been dropped.
    pub async fn commit(mut self) {
        let puts = std::mem::take(&mut self.puts);
        self.finish(puts).await;
    }

    /// Ends the mutation: nothing was or will be written.
    ///
    /// # Cancel safety
    ///
    /// As [`commit`](Self::commit).
    pub async fn abandon(mut self) {
        self.puts.clear();
        self.finish(Vec::new()).await;
    }

    /// Whether its fence was confirmed before it began.
    #[must_use]
    pub const fn is_fenced(&self) -> bool {
        matches!(self.state, State::Fenced { .. })
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    pub(crate) fn region(&self) -> Option<&RegionShared> {
        self.region.as_deref()
    }

    /// The entry of a key that is named now; none if it is another cache's.
    fn entry<K, V, Q>(&mut self, region: &Region<K, V>, key: &Q) -> Option<OwnedEntry>
    where
        K: ?Sized,
        Q: KeyOf<K> + ?Sized,
    {
        let entry = region.shared().entry(&self.late.as_ref()?.scope, key).ok()?;
        if region.cache().is(&self.cache) {
            return Some(entry);
        }
        let stray = Stray::new(&self.cache, region.cache(), entry.clone());
        // The two caches may share a store.
        self.late.as_mut()?.entries.push(entry);
        stray.begin();
        self.strays.push(stray);
        None
    }
}

impl fmt::Debug for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mutation")
            .field("fenced", &self.is_fenced())
            .field("puts", &self.puts.len())
            .finish_non_exhaustive()
    }
}
