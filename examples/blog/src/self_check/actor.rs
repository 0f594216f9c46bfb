//! One task of one user: reads and writes at random, and judges what it is answered.

mod reading;
mod writing;

use std::sync::atomic::Ordering::Relaxed;

use postcache::{Clock, Millis};

use super::client::{Client, Reply};
use super::desk::Desk;
use super::findings::count;
use super::world::World;

/// What one task does before it is done.
const STEPS: usize = 1_000;
/// A request that takes longer has failed.
const PATIENCE: Millis = Millis::new(10_000);
/// A desk with fewer posts gets one more first.
const FEW_POSTS: usize = 8;

#[derive(Debug)]
pub(super) struct Actor {
    pub(super) world: World,
    pub(super) desk: Desk,
    pub(super) client: Client,
}

/// Acts until done, or until the check is over.
pub(super) async fn act(world: World, desk: Desk) {
    let mut actor = Actor::new(world, desk);
    for _ in 0..STEPS {
        if actor.world.is_over() {
            return;
        }
        if let Err(error) = actor.step().await {
            actor.world.findings().failed(format!("the database cannot be read: {error}"));
        }
    }
}

impl Actor {
    pub(super) fn new(world: World, desk: Desk) -> Self {
        let client = world.client_of(&desk);
        Self { world, desk, client }
    }

    async fn step(&mut self) -> Result<(), sqlx::Error> {
        if self.desk.posts() < FEW_POSTS {
            self.create().await;
        }
        let post = self.desk.any_post().unwrap_or_default();
        match fastrand::u8(..100) {
            0..54 => self.read(post).await?,
            54..74 => self.list(fastrand::u32(..2) * fastrand::u32(..2)).await?,
            74..82 => self.read_comments(post).await?,
            82..88 => self.update(post).await,
            88..90 => self.create().await,
            90 => self.delete().await,
            91..93 => self.comment(post).await,
            93..97 => self.intrude().await,
            97..99 => self.go_away_reading(post).await,
            _ if self.desk.take_import() => self.import().await,
            _ => self.read(self.desk.any_deleted_post().unwrap_or(post)).await?,
        }
        Ok(())
    }

    pub(super) async fn go_away(&mut self, method: &str, path: &str, json: &str) {
        let clock = Clock::system();
        let wait = clock.sleep_until(clock.now().after(Millis::new(fastrand::u64(..4))));
        match self.client.cancel(method, path, json, wait).await {
            Ok(()) => count(&self.world.findings().cancelled),
            Err(error) => self.world.findings().failed(format!("{method} {path}: {error}")),
        }
    }

    /// Sends a request; `None` if it failed, which is on record then.
    pub(super) async fn send(&mut self, method: &str, path: &str, json: &str) -> Option<Reply> {
        let (findings, clock) = (self.world.findings(), Clock::system());
        let reply = clock.until(clock.now().after(PATIENCE), self.client.send(method, path, json)).await;
        count(&findings.requests);
        match reply {
            Some(Ok(reply)) if reply.status < 500 => {
                let queries = reply.header("x-queries").and_then(|queries| queries.parse().ok()).unwrap_or(0);
                findings.queries.fetch_add(queries, Relaxed);
                return Some(reply);
            }
            Some(Ok(reply)) => findings.failed(format!("{method} {path}: {}", reply.status)),
            Some(Err(error)) => findings.failed(format!("{method} {path}: {error}")),
            None => findings.failed(format!("{method} {path}: no answer in {} ms", PATIENCE.get())),
        }
        None
    }
}
