//! A region, by hand: awaited, and without waiting.

use std::sync::Arc;

use postcache::{Cache, Region};

use super::{Setup, store_of, whose};
use crate::peers::{AwaitedPeer, Peer, at_once};
use crate::post::{Post, mark, post};

pub(crate) struct ByRegion(Region<i64, Post>);

/// `peek`, for readers that do not await.
pub(crate) struct Peek(ByRegion);

impl ByRegion {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let peer = Self::tagged(setup, &[]);
        setup.fill_awaited(&peer);
        peer
    }

    fn tagged(setup: &Setup, tags: &[&'static str]) -> Self {
        let cache = Cache::new(store_of(setup));
        Self(cache.region("post").tags(tags.iter().copied()).build().expect("a first region"))
    }
}

impl Peek {
    pub(crate) fn filled(setup: &Setup) -> Self {
        Self(ByRegion::filled(setup))
    }

    pub(crate) fn tagged(setup: &Setup, tags: &[&'static str]) -> Self {
        let region = ByRegion::tagged(setup, tags);
        setup.fill_awaited(&region);
        Self(region)
    }
}

impl AwaitedPeer for ByRegion {
    #[inline]
    async fn read(&self, user: i64, id: i64) -> u64 {
        let found: Arc<Post> = self.0.get_or_load(&whose(user), &id, || async move { post(user, id) }).await;
        mark(&found)
    }

    #[inline]
    async fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        let begun = self.0.cache().mutation(&whose(user)).evict_keyed(&self.0, &id);
        let (builder, at) = begun;
        let mut mutation = builder.begin().await;
        mutation.put_at(&self.0, &at, post);
        mutation.commit().await;
    }

    #[inline]
    async fn remove(&self, user: i64, id: i64) {
        self.0.invalidate(&whose(user), &id).await.expect("memory is always reached");
    }

    #[inline]
    async fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        let found: Arc<Post> = self.0.get_or_load(&whose(user), &id, || async move { load() }).await;
        mark(&found)
    }
}

impl Peer for Peek {
    #[inline]
    fn read(&self, user: i64, id: i64) -> u64 {
        self.0.0.peek(&whose(user), &id).map_or(0, |post| mark(&post))
    }

    #[inline]
    fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        at_once(self.0.write(user, id, post));
    }

    #[inline]
    fn remove(&self, user: i64, id: i64) {
        at_once(self.0.remove(user, id));
    }

    #[inline]
    fn load(&self, user: i64, id: i64, load: impl FnOnce() -> Arc<Post>) -> u64 {
        at_once(self.0.load(user, id, load))
    }
}
