//! `cached`: its two macros, and the store that the second of them uses.

use std::sync::Arc;
use std::time::Duration;

use cached::ShardedLruTtlCache;
use cached::macros::{cached, concurrent_cached};

use super::{Peer, Setup};
use crate::post::{Post, key_of, mark, post};

#[cached(max_size = 1_000_000, ttl_secs = 3600)]
pub(crate) fn cached_post(user: i64, id: i64) -> Arc<Post> {
    post(user, id)
}

#[concurrent_cached(max_size = 2_000_000, ttl_secs = 3600)]
pub(crate) fn concurrent_post(user: i64, id: i64) -> Arc<Post> {
    post(user, id)
}

pub(crate) struct CachedStore(ShardedLruTtlCache<Vec<u8>, Arc<Post>>);

impl CachedStore {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let builder = ShardedLruTtlCache::<Vec<u8>, Arc<Post>>::builder();
        let built = builder.max_size(setup.capacity).ttl(Duration::from_hours(1)).build();
        let peer = Self(built.expect("settings in range"));
        setup.fill(&peer);
        peer
    }
}

impl Peer for CachedStore {
    #[inline]
    fn read(&self, user: i64, id: i64) -> u64 {
        self.0.get(&key_of(user, id)[..]).map_or(0, |post| mark(&post))
    }

    #[inline]
    fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        let _replaced = self.0.set(key_of(user, id).to_vec(), post);
    }

    #[inline]
    fn remove(&self, user: i64, id: i64) {
        self.0.delete(&key_of(user, id)[..]);
    }

    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        mark(&self.0.get_or_set_with(key_of(user, id).to_vec(), load))
    }
}
