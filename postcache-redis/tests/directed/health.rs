//! What is wrong with a server is said in words that name what to change.

use postcache_core::store::{LeaseTerms, Want};
use postcache_core::{Cache, CacheStore, Health, Status};
use postcache_redis::{COMMANDS, RedisStore};
use testserver::RedisServer;

use crate::world::{LONG, NAMESPACE, Process, World, soon};

impl Process {
    fn health(&self) -> Health {
        Cache::new(self.0.clone()).health()
    }

    async fn says(&self, status: Status, words: &str) {
        soon(words, async || {
            let health = self.health();
            health.status == status && health.reasons.iter().any(|reason| reason.contains(words))
        })
        .await;
    }

    async fn is_well(&self) {
        soon("nothing is wrong", async || self.health().status == Status::Healthy).await;
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_named_until_it_is_back() {
    let mut world = World::new().await;
    assert_eq!(world.first.health().status, Status::Healthy);
    world.server.kill();
    world.first.says(Status::Unhealthy, "cannot be reached").await;
    world.server.restart().unwrap();
    world.first.is_well().await;
}

#[tokio::test]
async fn a_full_server_is_named_until_it_takes_values_again() {
    let world = World::new().await;
    let entry = world.red("k");
    world.client().call(["CONFIG", "SET", "maxmemory-policy", "noeviction"]).unwrap();
    world.client().call(["CONFIG", "SET", "maxmemory", "1"]).unwrap();
    assert!(world.first.0.lease(entry.as_entry(), LeaseTerms::new(Want::Any, LONG)).await.is_err());
    world.first.says(Status::Degraded, "maxmemory").await;
    world.client().call(["CONFIG", "SET", "maxmemory", "0"]).unwrap();
    world.first.load(&entry, 1).await;
    world.first.is_well().await;
}

#[tokio::test]
async fn a_process_with_another_secret_is_told() {
    let world = World::new().await;
    let stranger = RedisStore::builder(&world.server.url()).namespace(NAMESPACE).secret("another").connect().await;
    Process(stranger.unwrap()).says(Status::Unhealthy, "another secret").await;
    let elsewhere = RedisStore::builder(&world.server.url()).namespace("elsewhere").secret("another").connect().await;
    let elsewhere = Process(elsewhere.unwrap());
    soon("its own probe is there", async || world.client().keys("elsewhere:*").unwrap().len() == 1).await;
    assert_eq!(
        (elsewhere.health().status, world.another_process().await.health().status),
        (Status::Healthy, Status::Healthy)
    );
}

#[tokio::test]
async fn a_policy_that_evicts_fences_first_is_named_when_it_is_set_later() {
    let world = World::new().await;
    world.client().call(["CONFIG", "SET", "maxmemory-policy", "volatile-ttl"]).unwrap();
    world.first.says(Status::Degraded, "volatile-ttl").await;
    world.client().call(["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]).unwrap();
    world.first.is_well().await;
}

#[tokio::test]
async fn a_right_that_is_taken_away_is_named() {
    let commands: Vec<_> = COMMANDS.iter().map(|(command, _)| format!("+{}", command.to_lowercase())).collect();
    let rules = format!("~{NAMESPACE}:* -@all {}", commands.join(" "));
    let server = RedisServer::options().user("least", "hunter2", &rules).start().unwrap();
    let process = Process::at(&server.url(), NAMESPACE).await;
    let world = World::new().await;
    process.load(&world.red("k"), 1).await;
    server.client().unwrap().call(["ACL", "SETUSER", "least", "-set"]).unwrap();
    assert!(process.0.lease(world.red("l").as_entry(), LeaseTerms::new(Want::Any, LONG)).await.is_err());
    process.says(Status::Unhealthy, "COMMANDS").await;
}

#[tokio::test]
async fn values_that_somebody_planted_are_named() {
    let world = World::new().await;
    let entry = world.plain("k");
    world.first.load(&entry, 1).await;
    world.client().call(["SET", &world.key('e'), "garbage"]).unwrap();
    world.first.get(&entry).await;
    world.first.says(Status::Degraded, "1 stored values were refused").await;
}
