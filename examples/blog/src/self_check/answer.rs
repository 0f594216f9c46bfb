//! Whether an answer can be true: not older than the database was before the request, not newer than it was after.

use serde::de::DeserializeOwned;

use super::client::Reply;
use super::journal::{Change, GONE, Outcome, Row};
use super::truth::Reading;
use crate::comments::Comment;
use crate::posts::Post;

/// What an answer is found to be.
#[derive(Debug, PartialEq)]
pub(super) enum Judgement {
    Right,
    Foreign(String),
    /// It lacks this change, or one that cannot be named.
    Stale(Option<Change>),
    Wrong(String),
}

/// A row that has an owner and counts its changes.
pub(super) trait Versioned: PartialEq + DeserializeOwned {
    fn id(&self) -> i64;
    fn owner(&self) -> i64;
    fn version(&self) -> i64;
    fn row(id: i64) -> Row;
}

/// Judges the answer to a request for one post. `floor` is what had been acknowledged before `before` was read.
pub(super) fn post(
    user: i64,
    id: i64,
    reply: &Reply,
    floor: i64,
    before: Option<&Post>,
    after: Option<&Post>,
) -> Judgement {
    if before.is_some_and(|post| post.version < floor) || (before.is_none() && floor != 0 && floor != GONE) {
        return wrong(format!("the database lacks version {floor} of post {id}, which was acknowledged"));
    }
    match (reply.status, before) {
        (404, None) => Judgement::Right,
        (404, Some(_)) if after.is_none() => Judgement::Right,
        (404, Some(_)) => wrong(format!("post {id} was there and was not found")),
        (200, before) => match parse::<Post>(reply) {
            Err(judgement) => judgement,
            Ok(post) => shown(user, id, &post, before, after),
        },
        (status, _) => wrong(format!("a request for post {id} was answered with {status}")),
    }
}

fn shown(user: i64, id: i64, post: &Post, before: Option<&Post>, after: Option<&Post>) -> Judgement {
    if post.user_id != user {
        return foreign(user, post);
    }
    let Some(before) = before.filter(|before| before.user_id == user) else {
        return stale::<Post>(id, GONE);
    };
    if post.version < before.version {
        return stale::<Post>(id, post.version + 1);
    }
    let newest = after.map_or(i64::MAX, |after| after.version);
    let text_differs =
        [Some(before), after].into_iter().flatten().any(|row| row.version == post.version && row != post);
    if post.id != id || post.version > newest || text_differs {
        return wrong(format!("post {id} was never like this: {post:?}"));
    }
    Judgement::Right
}

/// Judges the answer to a request for a list.
pub(super) fn list<T: Versioned>(user: i64, reply: &Reply, before: &Reading<T>, after: &Reading<T>) -> Judgement {
    if reply.status != 200 {
        return wrong(format!("a request for a list was answered with {}", reply.status));
    }
    let rows = match parse::<Vec<T>>(reply) {
        Err(judgement) => return judgement,
        Ok(rows) => rows,
    };
    if let Some(row) = rows.iter().find(|row| row.owner() != user) {
        return foreign(user, row);
    }
    let older = rows
        .iter()
        .find(|row| before.rows.iter().any(|known| known.id() == row.id() && known.version() > row.version()));
    if let Some(row) = older {
        return stale::<T>(row.id(), row.version() + 1);
    }
    // Otherwise something changed while the request was under way, and a list between the two is as good.
    if before == after && rows != before.rows { differs(&rows, before) } else { Judgement::Right }
}

/// Which change a list lacks that is not what the database had all the time.
fn differs<T: Versioned>(rows: &[T], truth: &Reading<T>) -> Judgement {
    if truth.is_later_page {
        return Judgement::Stale(None);
    }
    let newest = rows.iter().map(Versioned::id).max().unwrap_or(0);
    if let Some(created) = truth.rows.iter().find(|row| row.id() > newest) {
        return stale::<T>(created.id(), 1);
    }
    let gone = rows.iter().find(|row| !truth.rows.iter().any(|known| known.id() == row.id()));
    gone.map_or_else(|| wrong("a list was never like this".to_owned()), |row| stale::<T>(row.id(), GONE))
}

fn stale<T: Versioned>(id: i64, missed: i64) -> Judgement {
    Judgement::Stale(Some(Change { row: T::row(id), version: missed }))
}

fn foreign<T: Versioned>(user: i64, row: &T) -> Judgement {
    Judgement::Foreign(format!("user {user} was shown {:?} of user {}", T::row(row.id()), row.owner()))
}

fn wrong(what: String) -> Judgement {
    Judgement::Wrong(what)
}

fn parse<T: DeserializeOwned>(reply: &Reply) -> Result<T, Judgement> {
    serde_json::from_str(&reply.body).map_err(|error| wrong(format!("an answer cannot be read: {error}")))
}

/// What the cache did in `region`, as the answer's headers say.
pub(super) fn outcome(reply: &Reply, region: &str) -> Outcome {
    let told = reply.header("x-cache").unwrap_or_default().split(", ").map(|told| told.split(' ').collect::<Vec<_>>());
    let told = told.filter_map(|told| told.split_first().map(|(name, rest)| (*name, rest.to_vec())));
    let of_region = told.filter(|(name, _)| *name == region).flat_map(|(_, words)| words).collect::<Vec<_>>();
    let loaded_here = reply.header("x-queries").is_some_and(|queries| queries != "0");
    if of_region.contains(&"hit") {
        Outcome::Hit
    } else if reply.status == 200 && loaded_here && !of_region.contains(&"stored") {
        Outcome::Refused
    } else {
        Outcome::Loaded
    }
}

impl Versioned for Post {
    fn id(&self) -> i64 {
        self.id
    }
    fn owner(&self) -> i64 {
        self.user_id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn row(id: i64) -> Row {
        Row::Post(id)
    }
}

impl Versioned for Comment {
    fn id(&self) -> i64 {
        self.id
    }
    fn owner(&self) -> i64 {
        self.user_id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn row(id: i64) -> Row {
        Row::Comment(id)
    }
}

#[cfg(test)]
mod tests;
