//! Mutations, each with what it was acknowledged to have done.

use serde_json::{Value, json};

use super::super::answer::Versioned;
use super::super::journal::{Change, Covers, GONE, Row, Ticket};
use super::Actor;
use crate::comments::Comment;
use crate::posts::Post;

impl Actor {
    pub(in super::super) async fn create(&mut self) {
        let title = some_title();
        let json = json!({ "title": title, "body": "written by a self-check" });
        if let Some(post) = self.write::<Post>(Covers::NewPost, "POST", "/api/posts", &json).await {
            self.expect_own(&post, &title);
            self.desk.created(post.id);
        }
    }

    pub(in super::super) async fn update(&mut self, id: i64) {
        let title = some_title();
        let json = json!({ "title": title, "body": "changed by a self-check" });
        if let Some(post) = self.write::<Post>(Covers::Post(id), "PUT", &format!("/api/posts/{id}"), &json).await {
            self.expect_own(&post, &title);
        }
    }

    /// Deletes a post; one that has comments is refused, or goes with them.
    pub(in super::super) async fn delete(&mut self) {
        let Some(id) = self.desk.take_post() else { return };
        let path = format!("/api/posts/{id}?comments={}", fastrand::bool());
        if self.remove(Covers::Post(id), Row::Post(id), &path).await {
            self.desk.deleted(id);
        } else {
            self.desk.created(id);
        }
    }

    /// Writes, changes or deletes a comment.
    pub(in super::super) async fn comment(&mut self, post: i64) {
        let json = json!({ "body": some_title() });
        if let Some(id) = self.desk.take_comment() {
            self.remove(Covers::Comments, Row::Comment(id), &format!("/api/comments/{id}")).await;
        } else if let Some(id) = self.desk.any_comment().filter(|_| fastrand::bool()) {
            self.write::<Comment>(Covers::Comments, "PUT", &format!("/api/comments/{id}"), &json).await;
        } else {
            let path = format!("/api/posts/{post}/comments");
            if let Some(comment) = self.write::<Comment>(Covers::Comments, "POST", &path, &json).await {
                self.desk.commented(comment.id);
            }
        }
    }

    pub(in super::super) async fn import(&mut self) {
        let posts = (0..20).map(|_| json!({ "title": some_title(), "body": "imported" })).collect::<Vec<_>>();
        let ticket = self.world.journal().mutation_begins(self.desk.id(), Covers::Everything);
        let reply = self.send("POST", "/api/import", &json!(posts).to_string()).await;
        self.world.journal().mutation_ended(ticket, None);
        if reply.is_some_and(|reply| reply.status != 200) {
            self.world.findings().wrong("an import was refused".to_owned());
        }
    }

    /// A mutation on record that returns the row it wrote, unless there was none to write.
    async fn write<T: Versioned>(&mut self, covers: Covers, method: &str, path: &str, json: &Value) -> Option<T> {
        let ticket = self.world.journal().mutation_begins(self.desk.id(), covers);
        let reply = self.send(method, path, &json.to_string()).await?;
        let row = (reply.status < 300).then(|| serde_json::from_str::<T>(&reply.body));
        let row = row.transpose().unwrap_or_else(|error| {
            self.world.findings().wrong(format!("the answer to {method} {path} cannot be read: {error}"));
            None
        });
        self.acknowledged(ticket, row.as_ref().map(|row| Change { row: T::row(row.id()), version: row.version() }));
        row
    }

    /// A deletion on record; whether anything was deleted.
    async fn remove(&mut self, covers: Covers, row: Row, path: &str) -> bool {
        let ticket = self.world.journal().mutation_begins(self.desk.id(), covers);
        let Some(reply) = self.send("DELETE", path, "").await else { return false };
        let deleted = reply.status == 204;
        self.acknowledged(ticket, deleted.then_some(Change { row, version: GONE }));
        deleted
    }

    fn acknowledged(&self, ticket: Ticket, made: Option<Change>) {
        self.world.journal().mutation_ended(ticket, made);
        if let Some(change) = made {
            self.world.floor().acknowledged(change);
        }
    }

    fn expect_own(&self, post: &Post, title: &str) {
        if post.user_id != self.desk.id() {
            self.world.findings().foreign(format!("a mutation returned post {} of user {}", post.id, post.user_id));
        } else if post.title != title {
            self.world.findings().wrong(format!("a mutation returned post {} with another text", post.id));
        }
    }
}

/// A text that no other post has.
fn some_title() -> String {
    format!("{:016x}", fastrand::u64(..))
}
