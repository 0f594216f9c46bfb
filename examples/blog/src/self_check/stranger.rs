//! Actors who do what one should not: touch what is not theirs, and go away in the middle of mutations.

use serde_json::json;

use super::actor::Actor;
use super::client::Reply;
use super::desk::Desk;
use super::findings::count;
use super::journal::{Covers, Entry};
use super::world::{STOLEN, World};

/// Mutations that the canceller begins.
const CANCELLED: usize = 40;

impl Actor {
    /// Tries to read, change, comment or delete another user's post, none of which may tell or do anything.
    pub(super) async fn intrude(&mut self) {
        let user = self.desk.id();
        let Some(id) = self.world.post_of_another(user) else { return };
        count(&self.world.findings().attempts);
        let (post, comments) = (format!("/api/posts/{id}"), format!("/api/posts/{id}/comments"));
        let stolen = json!({ "title": STOLEN }).to_string();
        let reply = match fastrand::u8(..6) {
            0..2 => self.look(Entry::Post(id), "post", &post).await,
            2 => self.look(Entry::Comments(id), "comment-list", &comments).await,
            3 => self.overwrite(Covers::Post(id), "PUT", &post, &stolen).await,
            4 => self.overwrite(Covers::Post(id), "DELETE", &post, "").await,
            _ => self.overwrite(Covers::Comments, "POST", &comments, &json!({ "body": STOLEN }).to_string()).await,
        };
        match reply {
            Some(reply) if reply.status != 404 && reply.body != "[]" => {
                self.world.findings().foreign(format!("user {user} was let at post {id} of another: {}", reply.status));
            }
            _ => {}
        }
    }

    async fn overwrite(&mut self, covers: Covers, method: &str, path: &str, json: &str) -> Option<Reply> {
        let ticket = self.world.journal().mutation_begins(self.desk.id(), covers);
        let reply = self.send(method, path, json).await;
        self.world.journal().mutation_ended(ticket, None);
        reply
    }

    async fn cancel_one(&mut self) -> Result<(), sqlx::Error> {
        if self.desk.posts() == 0 {
            self.create().await;
        }
        let id = self.desk.any_post().unwrap_or_default();
        let change = json!({ "title": format!("{:x}", fastrand::u64(..)), "body": "nobody waited for this" });
        // Never ended: the database may still be at it.
        self.world.journal().mutation_begins(self.desk.id(), Covers::Post(id));
        self.go_away("PUT", &format!("/api/posts/{id}"), &change.to_string()).await;
        self.read(id).await?;
        self.list(0).await
    }
}

/// Begins mutations, closes the connection at once or a little later, and reads what became of the post.
pub(super) async fn cancels_mutations(world: World, desk: Desk) {
    let mut actor = Actor::new(world, desk);
    for _ in 0..CANCELLED {
        if actor.world.is_over() {
            return;
        }
        if let Err(error) = actor.cancel_one().await {
            actor.world.findings().failed(format!("the database cannot be read: {error}"));
        }
    }
}
