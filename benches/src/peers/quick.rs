//! `quick_cache`.

use std::convert::Infallible;
use std::sync::Arc;

use quick_cache::sync::Cache;

use super::{Peer, Setup};
use crate::post::{Post, key_of, mark};

pub(crate) struct Quick(pub(crate) Cache<Vec<u8>, Arc<Post>>);

impl Quick {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let peer = Self(Cache::new(setup.capacity));
        setup.fill(&peer);
        peer
    }
}

impl Peer for Quick {
    #[inline]
    fn read(&self, user: i64, id: i64) -> u64 {
        self.0.get(&key_of(user, id)[..]).map_or(0, |post| mark(&post))
    }

    #[inline]
    fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        self.0.insert(key_of(user, id).to_vec(), post);
    }

    #[inline]
    fn remove(&self, user: i64, id: i64) {
        self.0.remove(&key_of(user, id)[..]);
    }

    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        let Ok(post) = self.0.get_or_insert_with(&key_of(user, id)[..], || Ok::<_, Infallible>(load()));
        mark(&post)
    }
}
