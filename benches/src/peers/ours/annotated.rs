//! The annotation, as an application has it.

use std::convert::Infallible;
use std::sync::Arc;

use postcache::{Cache, Region, cached_scoped};

use super::{Reader, Setup, store_of, whose};
use crate::peers::AwaitedPeer;
use crate::post::{Post, mark, post};

pub(crate) struct Annotated {
    posts: Region<i64, Post>,
}

impl Annotated {
    pub(crate) fn filled(setup: &Setup) -> Self {
        Self::tagged(setup, &[])
    }

    pub(crate) fn tagged(setup: &Setup, tags: &[&'static str]) -> Self {
        let cache = Cache::new(store_of(setup));
        let posts = cache.region("post").tags(tags.iter().copied()).build().expect("a first region");
        let peer = Self { posts };
        setup.fill_awaited(&peer);
        peer
    }

    /// The annotated read, with its own body as the loader.
    #[cached_scoped(self.posts)]
    pub(crate) async fn get(&self, scope: &Reader, id: i64) -> Result<Option<Arc<Post>>, Infallible> {
        Ok(Some(post(scope.id, id)))
    }

    #[cached_scoped(self.posts, put = id)]
    async fn save(&self, scope: &Reader, id: i64, post: Arc<Post>) -> Result<Arc<Post>, Infallible> {
        let _ = scope;
        Ok(post)
    }

    #[cached_scoped(self.posts, evict = id)]
    async fn delete(&self, scope: &Reader, id: i64) -> Result<bool, Infallible> {
        let _ = scope;
        Ok(true)
    }
}

impl AwaitedPeer for Annotated {
    #[inline]
    async fn read(&self, user: i64, id: i64) -> u64 {
        let Ok(found) = self.get(&whose(user), id).await;
        found.map_or(0, |post| mark(&post))
    }

    #[inline]
    async fn write(&self, user: i64, id: i64, post: Arc<Post>) {
        let Ok(_) = self.save(&whose(user), id, post).await;
    }

    #[inline]
    async fn remove(&self, user: i64, id: i64) {
        let Ok(_) = self.delete(&whose(user), id).await;
    }

    #[inline]
    async fn load(&self, user: i64, id: i64, _: impl FnOnce() -> Arc<Post>) -> u64 {
        self.read(user, id).await
    }
}
