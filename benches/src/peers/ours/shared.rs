//! Data of all users, under the scope that stands for them.

use std::convert::Infallible;
use std::sync::Arc;

use postcache::{Cache, Owned, Region, SharedScope, cached_scoped};
use serde::{Deserialize, Serialize};

use super::{Setup, store_of};
use crate::peers::AwaitedPeer;
use crate::post::{Post, post};

/// As large as a post, and nobody's.
#[derive(Clone, Debug, Serialize, Deserialize, Owned)]
#[owned(unchecked)]
pub(crate) struct Notice {
    id: i64,
    user_id: i64,
    body: String,
}

pub(crate) struct Shared {
    notices: Region<i64, Notice>,
}

impl Shared {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let cache = Cache::new(store_of(setup));
        let notices = cache.region("notice").unchecked("a notice is for all").expect("a first region");
        let peer = Self { notices };
        setup.fill_awaited(&peer);
        peer
    }

    #[cached_scoped(self.notices)]
    async fn get(&self, scope: &SharedScope, id: i64) -> Result<Option<Arc<Notice>>, Infallible> {
        let _ = scope;
        Ok(Some(notice(&post(0, id))))
    }

    #[cached_scoped(self.notices, put = id)]
    async fn save(&self, scope: &SharedScope, id: i64, notice: Arc<Notice>) -> Result<Arc<Notice>, Infallible> {
        let _ = scope;
        Ok(notice)
    }

    #[cached_scoped(self.notices, evict = id)]
    async fn delete(&self, scope: &SharedScope, id: i64) -> Result<bool, Infallible> {
        let _ = scope;
        Ok(true)
    }
}

fn notice(post: &Post) -> Arc<Notice> {
    Arc::new(Notice { id: post.id, user_id: post.user_id, body: post.body.clone() })
}

impl AwaitedPeer for Shared {
    #[inline]
    async fn read(&self, _: i64, id: i64) -> u64 {
        let Ok(found) = self.get(&SharedScope, id).await;
        found.map_or(0, |notice| notice.id as u64 + 1)
    }

    #[inline]
    async fn write(&self, _: i64, id: i64, post: Arc<Post>) {
        let Ok(_) = self.save(&SharedScope, id, notice(&post)).await;
    }

    #[inline]
    async fn remove(&self, _: i64, id: i64) {
        let Ok(_) = self.delete(&SharedScope, id).await;
    }

    #[inline]
    async fn load(&self, user: i64, id: i64, _: impl FnOnce() -> Arc<Post>) -> u64 {
        self.read(user, id).await
    }
}
