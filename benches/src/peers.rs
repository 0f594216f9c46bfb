//! The peers, filled.

use std::sync::Arc;

use cached::macros::concurrent_cached;

use crate::post::{Post, key_of, name_of, post};

type Key = Vec<u8>;

pub(crate) fn moka(entries: usize) -> moka::sync::Cache<Key, Arc<Post>> {
    let cache = moka::sync::Cache::builder()
        .max_capacity(entries as u64 * 2)
        .time_to_live(std::time::Duration::from_hours(1))
        .build();
    for entry in 0..entries {
        let (user, id) = name_of(entry);
        cache.insert(key_of(user, id).to_vec(), post(entry));
    }
    cache.run_pending_tasks();
    cache
}

pub(crate) fn moka_pairs(entries: usize) -> moka::sync::Cache<(u64, u64), Arc<Post>> {
    let cache = moka::sync::Cache::builder().max_capacity(entries as u64 * 2).build();
    for entry in 0..entries {
        let (user, id) = name_of(entry);
        cache.insert((user as u64, id as u64), post(entry));
    }
    cache.run_pending_tasks();
    cache
}

pub(crate) fn quick_cache(entries: usize) -> quick_cache::sync::Cache<Key, Arc<Post>> {
    let cache = quick_cache::sync::Cache::new(entries * 2);
    for entry in 0..entries {
        let (user, id) = name_of(entry);
        cache.insert(key_of(user, id).to_vec(), post(entry));
    }
    cache
}

#[concurrent_cached(max_size = 1_000_000, ttl_secs = 3600)]
pub(crate) fn cached_post(user: i64, id: i64) -> Arc<Post> {
    let loaded = post(usize::try_from(id).unwrap_or_default());
    assert_eq!(loaded.user_id, user);
    loaded
}
