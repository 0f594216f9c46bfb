//! foyer's cache in memory, as it ships.

use std::sync::Arc;

use foyer_memory::{Cache, CacheBuilder};

use super::{Peer, Setup};
use crate::post::{Post, key_of, mark};

pub(crate) struct Foyer(pub(crate) Cache<Vec<u8>, Arc<Post>>);

impl Foyer {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let peer = Self(CacheBuilder::new(setup.capacity).build());
        setup.fill(&peer);
        peer
    }
}

/// Its hit is a handle to the entry: the value is looked at where it is.
impl Peer for Foyer {
    #[inline]
    fn read(&self, user: i64, id: i64) -> u64 {
        self.0.get(&key_of(user, id)[..]).map_or(0, |entry| mark(entry.value()))
    }

    #[inline]
    fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        self.0.insert(key_of(user, id).to_vec(), post);
    }

    #[inline]
    fn remove(&self, user: i64, id: i64) {
        self.0.remove(&key_of(user, id)[..]);
    }

    /// Its `get_or_fetch` needs a task for each load; a lookup and an insert are what a caller without one does.
    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        let key = key_of(user, id);
        match self.0.get(&key[..]) {
            Some(entry) => mark(entry.value()),
            None => mark(self.0.insert(key.to_vec(), load()).value()),
        }
    }
}
