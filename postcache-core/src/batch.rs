//! Many entries of one scope at once.

mod plan;
mod warm;

use std::sync::Arc;

use plan::Plan;
pub use warm::{Progress, Warm, Warmed};

use crate::{KeyOf, Region, Scope};

impl<K: ?Sized, V: Send + Sync + 'static> Region<K, V> {
    /// The cached values of `keys`, in their order; one round trip where there is a network.
    ///
    /// # Cancel safety
    ///
    /// Changes nothing.
    pub async fn get_many<S, Q>(&self, scope: &S, keys: &[Q]) -> Vec<Option<Arc<V>>>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K>,
    {
        let mut plan = Plan::new(self.shared(), scope, keys);
        plan.look(is::<V>).await;
        plan.values()
    }

    /// The values of `keys`, in their order, from the cache or from `loader`, which is called with the missing ones.
    ///
    /// One round trip for the hits and one call of the loader for all the misses; a key that repeats is loaded once. Rows
    /// come back in any order, as values or as `Arc`s; each finds its place by its key, and a key without a row is `None`.
    /// Keys that another caller is loading are waited for, and those whose result may not be used are loaded by one more
    /// call.
    ///
    /// # Errors
    ///
    /// The loader's, and nothing else.
    ///
    /// # Cancel safety
    ///
    /// As [`get_or_load`](Region::get_or_load).
    pub async fn get_many_or_load<'k, S, Q, P, T, F, I, E>(
        &self,
        scope: &S,
        keys: &'k [Q],
        mut loader: impl FnMut(Vec<&'k Q>) -> F,
    ) -> Result<Vec<Option<Arc<V>>>, E>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K>,
        P: KeyOf<K>,
        T: Into<Arc<V>>,
        F: Future<Output = Result<I, E>>,
        I: IntoIterator<Item = (P, T)>,
    {
        let mut plan = Plan::new(self.shared(), scope, keys);
        plan.look(is::<V>).await;
        plan.join(is::<V>).await;
        let mut rows = Vec::new();
        let missing = plan.to_load();
        if !missing.is_empty() {
            rows = plan.load(loader(missing.pick(keys))).await?;
        }
        plan.settle(missing, rows).await;
        let rest = plan.follow(is::<V>).await;
        if !rest.is_empty() {
            plan.leave_flights(&rest).await;
            let rows = plan.load(loader(rest.pick(keys))).await?;
            plan.settle(rest, rows).await;
        }
        Ok(plan.values())
    }

    /// Fills entries of `keys` ahead of traffic: batches of missing keys, a few at a time.
    ///
    /// ```
    /// # async fn example(posts: &postcache_core::Region<i64, String>) {
    /// # let user = postcache_core::OnBehalfOf::new(1, "an example");
    /// let warmed = posts
    ///     .warm(&user, &[1, 2, 3])
    ///     .on_progress(|progress| println!("{} of {}", progress.done, progress.total))
    ///     .load(|ids| async move { Ok::<_, std::io::Error>(ids.into_iter().map(|id| (*id, format!("post {id}")))) })
    ///     .await;
    /// assert_eq!(warmed.failed, 0);
    /// # }
    /// ```
    pub fn warm<'a, S, Q>(&'a self, scope: &'a S, keys: &'a [Q]) -> Warm<'a, K, V, S, Q>
    where
        S: Scope + ?Sized,
        Q: KeyOf<K>,
    {
        Warm::new(self, scope, keys)
    }
}

fn is<V: Send + Sync + 'static>(object: &crate::store::Object) -> bool {
    object.is::<V>()
}
