//! Reads, each between two looks at the database.

use super::super::answer::{self, Judgement};
use super::super::client::Reply;
use super::super::findings::{Stale, count};
use super::super::journal::{Entry, Outcome, Row};
use super::Actor;

impl Actor {
    /// Reads one post, and judges the answer.
    pub(in super::super) async fn read(&mut self, id: i64) -> Result<(), sqlx::Error> {
        let (user, entry) = (self.desk.id(), Entry::Post(id));
        let floor = self.world.floor().of(Row::Post(id));
        let before = self.world.truth().post(id).await?;
        let Some(reply) = self.look(entry, "post", &format!("/api/posts/{id}")).await else { return Ok(()) };
        let after = self.world.truth().post(id).await?;
        self.judge(entry, answer::post(user, id, &reply, floor, before.as_ref(), after.as_ref()));
        Ok(())
    }

    /// Reads a page of posts, and judges the answer.
    pub(in super::super) async fn list(&mut self, page: u32) -> Result<(), sqlx::Error> {
        let (user, entry) = (self.desk.id(), Entry::List(page));
        let before = self.world.truth().list(user, page).await?;
        let path = format!("/api/posts?page={page}");
        let Some(reply) = self.look(entry, "post-list", &path).await else { return Ok(()) };
        let after = self.world.truth().list(user, page).await?;
        self.judge(entry, answer::list(user, &reply, &before, &after));
        Ok(())
    }

    pub(super) async fn read_comments(&mut self, post: i64) -> Result<(), sqlx::Error> {
        let (user, entry) = (self.desk.id(), Entry::Comments(post));
        let before = self.world.truth().comments(user, post).await?;
        let path = format!("/api/posts/{post}/comments");
        let Some(reply) = self.look(entry, "comment-list", &path).await else { return Ok(()) };
        let after = self.world.truth().comments(user, post).await?;
        self.judge(entry, answer::list(user, &reply, &before, &after));
        Ok(())
    }

    /// Asks for a post, and closes the connection before the answer can have come.
    pub(super) async fn go_away_reading(&mut self, id: i64) {
        // Never ended: nobody knows when the server noticed.
        self.world.journal().read_begins(self.desk.id(), Entry::Post(id));
        self.go_away("GET", &format!("/api/posts/{id}"), "").await;
    }

    /// A read on record, with what the cache did for it.
    pub(in super::super) async fn look(&mut self, entry: Entry, region: &str, path: &str) -> Option<Reply> {
        let ticket = self.world.journal().read_begins(self.desk.id(), entry);
        let reply = self.send("GET", path, "").await?;
        let outcome = answer::outcome(&reply, region);
        self.world.journal().read_ended(ticket, outcome);
        count(&self.world.findings().reads);
        if outcome == Outcome::Hit {
            count(&self.world.findings().hits);
        }
        Some(reply)
    }

    fn judge(&self, entry: Entry, judgement: Judgement) {
        let findings = self.world.findings();
        match judgement {
            Judgement::Right => {}
            Judgement::Foreign(what) => findings.foreign(what),
            Judgement::Stale(missed) => findings.stale(Stale { user: self.desk.id(), entry, missed }),
            Judgement::Wrong(what) => findings.wrong(what),
        }
    }
}
