//! Puts whose values live as the function says.

use std::sync::Arc;

use super::{EntryHandle, Mutation};
use crate::read::{Life, LoadResult};
use crate::store::{OwnedEntry, Payload, Put};
use crate::{KeyOf, Region};

impl Mutation {
    /// [`put`](Self::put) of a value that lives as `life` says.
    #[doc(hidden)]
    pub fn put_living<K, V, Q>(&mut self, region: &Region<K, V>, key: &Q, value: Arc<V>, life: Life<V>)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
        Q: KeyOf<K> + ?Sized,
    {
        if let Some(entry) = self.entry(region, key) {
            self.put_entry(region, entry, value, life);
        }
    }

    /// [`put_at`](Self::put_at) of a value that lives as `life` says.
    #[doc(hidden)]
    pub fn put_at_living<K, V>(&mut self, region: &Region<K, V>, at: &EntryHandle, value: Arc<V>, life: Life<V>)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
    {
        // A handle says where, so it is asked like a key: another mutation's or another region's is none of this one's.
        let (info, scope) = (&region.shared().info, self.late.as_ref().map(|late| late.scope.as_bytes()));
        let mine = |entry: &&OwnedEntry| Arc::ptr_eq(&entry.region, info) && Some(entry.key.scope()) == scope;
        if let Some(entry) = at.entry().filter(mine) {
            self.put_entry(region, entry.clone(), value, life);
        }
    }

    fn put_entry<K, V>(&mut self, region: &Region<K, V>, entry: OwnedEntry, value: Arc<V>, life: Life<V>)
    where
        K: ?Sized,
        V: Send + Sync + 'static,
    {
        let shared = region.shared();
        let terms = life.terms(Some(&*value));
        let loaded = LoadResult { terms, ..LoadResult::of(value) };
        if let Some(late) = &mut self.late {
            late.entries.push(entry.clone());
        }
        if !shared.enabled || !shared.owns(&entry.key, &loaded.value) {
            return;
        }
        if let Some(ttl) = shared.ttl_of(&loaded) {
            self.puts.push((Arc::clone(shared), Put::new(entry, Payload::new(loaded.value, ttl))));
        }
    }
}
