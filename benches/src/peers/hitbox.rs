//! hitbox with moka below, as it ships: values are JSON, and every hit decodes one.

use std::time::Duration;

use hitbox::DisabledOffload;
use hitbox::concurrency::NoopConcurrencyManager;
use hitbox::policy::PolicyConfig;
use hitbox_backend::format::JsonFormat;
use hitbox_fn::{CacheableResponse, cached};
use hitbox_moka::MokaBackend;
use serde::{Deserialize, Serialize};

use super::{Setup, at_once};
use crate::post::post;

#[derive(Clone, Debug, Serialize, Deserialize, CacheableResponse)]
pub(crate) struct Post {
    id: i64,
    user_id: i64,
    body: String,
}

#[cached(prefix = "post")]
async fn fetched(user: i64, id: i64) -> Post {
    let loaded = post(user, id);
    Post { id: loaded.id, user_id: loaded.user_id, body: loaded.body.clone() }
}

pub(crate) struct Hitbox(hitbox_fn::Cache<MokaBackend, NoopConcurrencyManager, DisabledOffload>);

impl Hitbox {
    pub(crate) fn filled(setup: &Setup) -> Self {
        let backend = MokaBackend::builder().max_entries(setup.capacity as u64).value_format(JsonFormat).build();
        let policy = PolicyConfig::builder().ttl(Duration::from_hours(1)).build();
        let peer = Self(hitbox_fn::Cache::builder().backend(backend).policy(policy).build());
        at_once(async {
            for entry in 0..setup.entries {
                let (user, id) = setup.layout.name_of(entry);
                peer.load(user, id).await;
            }
        });
        peer
    }

    pub(crate) async fn load(&self, user: i64, id: i64) -> u64 {
        fetched(user, id).cache(&self.0).await.id as u64 + 1
    }
}
