//! Fills ahead of traffic.

use std::fmt;
use std::sync::Arc;

use crate::{KeyOf, Region, Scope, concurrent};

/// Warms entries of one scope; made by [`Region::warm`].
#[must_use = "nothing is loaded until `load(..)`"]
pub struct Warm<'a, K: ?Sized, V, S: ?Sized, Q> {
    region: &'a Region<K, V>,
    scope: &'a S,
    keys: &'a [Q],
    batch: usize,
    parallel: usize,
    on_progress: Option<Box<dyn FnMut(Progress) + Send + 'a>>,
}

/// How far a warm-up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Keys that are in the cache now, or were loaded.
    pub done: usize,
    /// Keys whose batch failed.
    pub failed: usize,
    /// Keys that have not been asked for.
    pub remaining: usize,
    /// All of them.
    pub total: usize,
}

/// What a warm-up did.
#[derive(Debug)]
#[non_exhaustive]
pub struct Warmed<E> {
    /// Keys that are in the cache now, or were loaded.
    pub done: usize,
    /// Keys whose batch failed.
    pub failed: usize,
    /// The first error of the loader.
    pub first_error: Option<E>,
}

impl<'a, K, V, S, Q> Warm<'a, K, V, S, Q>
where
    K: ?Sized,
    V: Send + Sync + 'static,
    S: Scope + ?Sized,
    Q: KeyOf<K>,
{
    pub(super) fn new(region: &'a Region<K, V>, scope: &'a S, keys: &'a [Q]) -> Self {
        Self { region, scope, keys, batch: 64, parallel: 4, on_progress: None }
    }

    /// The most keys of one call of the loader. Default 64.
    pub fn batch(mut self, keys: usize) -> Self {
        self.batch = keys.max(1);
        self
    }

    /// The most calls of the loader at once. Default 4.
    pub fn parallel(mut self, calls: usize) -> Self {
        self.parallel = calls.max(1);
        self
    }

    /// Is told after each batch.
    pub fn on_progress(mut self, tell: impl FnMut(Progress) + Send + 'a) -> Self {
        self.on_progress = Some(Box::new(tell));
        self
    }

    /// Loads what is missing. A batch that fails is counted, and the others go on.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it stops; what is filled stays.
    pub async fn load<P, T, F, I, E>(self, loader: impl Fn(Vec<&'a Q>) -> F) -> Warmed<E>
    where
        P: KeyOf<K>,
        T: Into<Arc<V>>,
        F: Future<Output = Result<I, E>>,
        I: IntoIterator<Item = (P, T)>,
    {
        let Self { region, scope, keys, batch, parallel, mut on_progress } = self;
        let loader = &loader;
        let batches = keys
            .chunks(batch)
            .map(|chunk| async move { (chunk.len(), region.get_many_or_load(scope, chunk, loader).await.err()) });
        let mut warmed = Warmed { done: 0, failed: 0, first_error: None };
        let total = keys.len();
        concurrent::bounded(batches, parallel, |(count, error)| {
            match error {
                None => warmed.done += count,
                Some(error) => {
                    warmed.failed += count;
                    warmed.first_error.get_or_insert(error);
                }
            }
            if let Some(tell) = &mut on_progress {
                let (done, failed) = (warmed.done, warmed.failed);
                tell(Progress { done, failed, remaining: total - done - failed, total });
            }
        })
        .await;
        warmed
    }
}

impl<K: ?Sized, V, S: ?Sized, Q> fmt::Debug for Warm<'_, K, V, S, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warm")
            .field("region", &self.region.name())
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
