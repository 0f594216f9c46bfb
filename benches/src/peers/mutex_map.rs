//! What people write first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Peer, Setup};
use crate::post::{Post, key_of, mark};

/// It evicts nothing.
pub(crate) struct MutexMap(Mutex<HashMap<Vec<u8>, Arc<Post>>>);

impl MutexMap {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let peer = Self(Mutex::default());
        setup.fill(&peer);
        peer
    }

    pub(crate) fn locked(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Arc<Post>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Peer for MutexMap {
    #[inline]
    fn read(&self, user: i64, id: i64) -> u64 {
        let found = self.locked().get(&key_of(user, id)[..]).map(Arc::clone);
        found.map_or(0, |post| mark(&post))
    }

    #[inline]
    fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        let _replaced = self.locked().insert(key_of(user, id).to_vec(), post);
    }

    #[inline]
    fn remove(&self, user: i64, id: i64) {
        let _removed = self.locked().remove(&key_of(user, id)[..]);
    }

    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        mark(self.locked().entry(key_of(user, id).to_vec()).or_insert_with(load))
    }
}
