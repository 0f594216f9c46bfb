//! What a server brings back from its disk is of another life.

use postcache_core::store::{Filled, PutOutcome};
use testserver::RedisServer;

use crate::world::{Process, Seen, World, only, soon};

impl World {
    /// The server dies and comes back with what it had on disk, and the processes find it.
    pub(crate) async fn restart(&mut self) {
        self.server.restart().unwrap();
        self.found().await;
    }

    async fn found(&self) {
        let entry = self.plain("nobody's");
        let process: &Process = &self.first;
        soon("the server is found again", async || {
            let looked = postcache_core::CacheStore::get(&process.0, entry.as_entry()).wait().await;
            looked.is_ok()
        })
        .await;
    }
}

#[tokio::test]
async fn a_value_that_came_back_with_a_server_is_a_miss() {
    let mut world = World::with(RedisServer::options().append_only()).await;
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    world.restart().await;
    assert_eq!(world.cell('e')[0], b'V', "it is there");
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    world.first.load(&entry, 2).await;
    assert_eq!(world.first.get(&entry).await, Seen::Value(2));
}

#[tokio::test]
async fn a_value_that_came_back_with_a_snapshot_is_a_miss() {
    let mut world = World::new().await;
    let entry = world.red("k");
    world.first.load(&entry, 1).await;
    world.client().call(["SAVE"]).unwrap();
    world.first.invalidate(only(&entry)).await;
    world.restart().await;
    assert_eq!(world.cell('e')[0], b'V', "it is there again");
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn a_lease_that_came_back_with_a_server_fills_nothing() {
    let mut world = World::with(RedisServer::options().append_only()).await;
    let entry = world.red("k");
    let lease = world.first.granted(&entry).await;
    world.restart().await;
    assert_eq!(world.cell('e')[0], b'L', "it is there");
    assert_ne!(world.first.fill(lease, 1).await, Filled::Stored);
    assert_eq!(world.another_process().await.get(&entry).await, Seen::Miss);
}

#[tokio::test]
async fn a_fence_that_came_back_with_a_server_forbids_fills_and_stores_nothing() {
    let mut world = World::with(RedisServer::options().append_only()).await;
    let entry = world.red("k");
    let fence = world.first.begin(only(&entry)).await;
    world.restart().await;
    assert!(matches!(world.first.lease(&entry).await, postcache_core::store::Leased::Fenced));
    assert_eq!(world.first.finish_putting(&fence, &entry, 1).await, PutOutcome::Overlapped);
    assert_eq!(world.first.get(&entry).await, Seen::Miss);
    world.first.load(&entry, 2).await;
}
