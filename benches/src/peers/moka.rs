//! moka: as it ships, at its best, and awaited.

use std::sync::Arc;

use foldhash::fast::RandomState;
use moka::{future, sync};

use super::{AwaitedPeer, Peer, Setup};
use crate::post::{Post, key_of, mark};

/// The baseline of every comparison.
pub(crate) struct MokaSync(pub(crate) sync::Cache<Vec<u8>, Arc<Post>>);

/// A fast hasher, and a key of two numbers.
pub(crate) struct MokaPairs(sync::Cache<(u64, u64), Arc<Post>, RandomState>);

pub(crate) struct MokaFuture(pub(crate) future::Cache<Vec<u8>, Arc<Post>>);

impl MokaSync {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let peer = Self(sync::Cache::new(setup.capacity as u64));
        setup.fill(&peer);
        peer.0.run_pending_tasks();
        peer
    }

    /// One that may be asked to forget what a closure picks.
    pub(crate) fn with_predicates(setup: &Setup) -> Self {
        let builder = sync::Cache::builder().max_capacity(setup.capacity as u64);
        let peer = Self(builder.support_invalidation_closures().build());
        setup.fill(&peer);
        peer.0.run_pending_tasks();
        peer
    }
}

impl MokaPairs {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let builder = sync::Cache::builder().max_capacity(setup.capacity as u64);
        let peer = Self(builder.build_with_hasher(RandomState::default()));
        setup.fill(&peer);
        peer.0.run_pending_tasks();
        peer
    }
}

impl MokaFuture {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let peer = Self(future::Cache::new(setup.capacity as u64));
        setup.fill_awaited(&peer);
        super::at_once(peer.0.run_pending_tasks());
        peer
    }
}

impl Peer for MokaSync {
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
        self.0.invalidate(&key_of(user, id)[..]);
    }

    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        mark(&self.0.get_with_by_ref(&key_of(user, id)[..], load))
    }
}

impl Peer for MokaPairs {
    #[inline]
    fn read(&self, user: i64, id: i64) -> u64 {
        self.0.get(&(user as u64, id as u64)).map_or(0, |post| mark(&post))
    }

    #[inline]
    fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        self.0.insert((user as u64, id as u64), post);
    }

    #[inline]
    fn remove(&self, user: i64, id: i64) {
        self.0.invalidate(&(user as u64, id as u64));
    }

    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        mark(&self.0.get_with((user as u64, id as u64), load))
    }
}

impl AwaitedPeer for MokaFuture {
    #[inline]
    async fn read(&self, user: i64, id: i64) -> u64 {
        self.0.get(&key_of(user, id)[..]).await.map_or(0, |post| mark(&post))
    }

    #[inline]
    async fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        self.0.insert(key_of(user, id).to_vec(), post).await;
    }

    #[inline]
    async fn remove(&self, user: i64, id: i64) {
        self.0.invalidate(&key_of(user, id)[..]).await;
    }

    #[inline]
    async fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        let found = self.0.get_with_by_ref(&key_of(user, id)[..], async { load() }).await;
        mark(&found)
    }
}
