//! What happened beside what, in the order that this process saw it.
//!
//! Every request begins and ends at a tick of one counter. A request that ended at a smaller tick than another one began
//! was over before it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a user reads in one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Entry {
    Post(i64),
    /// A page of posts.
    List(u32),
    /// Of this post.
    Comments(i64),
}

/// Which entries of its user a mutation changes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Covers {
    /// A post, and the lists; what has comments below it, too.
    Post(i64),
    /// A post whose id the database makes: the lists.
    NewPost,
    Comments,
    Everything,
}

/// The state in which a mutation left a row. A deleted row has no version after its last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) row: Row,
    pub(super) version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Row {
    Post(i64),
    Comment(i64),
}

/// The version of a row that was deleted.
pub(super) const GONE: i64 = i64::MAX;

#[derive(Debug, Default)]
pub(super) struct Journal {
    tick: AtomicU64,
    users: Mutex<HashMap<i64, Records>>,
}

#[derive(Debug, Default)]
struct Records {
    reads: Vec<Read>,
    mutations: Vec<Mutation>,
}

/// From a request's first byte to its answer, or to nobody knows when.
#[derive(Clone, Copy, Debug)]
struct Span {
    begin: u64,
    end: u64,
}

#[derive(Debug)]
struct Read {
    entry: Entry,
    span: Span,
    outcome: Outcome,
}

/// What the cache did for a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Not answered yet, or never.
    Unknown,
    Hit,
    /// A value was loaded, here or by another request.
    Loaded,
    /// What was loaded here was not stored: it had met a mutation.
    Refused,
}

#[derive(Debug)]
struct Mutation {
    covers: Covers,
    span: Span,
    made: Option<Change>,
}

/// A request under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    user: i64,
    at: usize,
}

impl Journal {
    pub(super) fn read_begins(&self, user: i64, entry: Entry) -> Ticket {
        let mut users = self.users();
        let reads = &mut users.entry(user).or_default().reads;
        reads.push(Read { entry, span: self.begin(), outcome: Outcome::Unknown });
        Ticket { user, at: reads.len() - 1 }
    }

    pub(super) fn read_ended(&self, ticket: Ticket, outcome: Outcome) {
        let end = self.now();
        if let Some(read) = self.users().entry(ticket.user).or_default().reads.get_mut(ticket.at) {
            (read.span.end, read.outcome) = (end, outcome);
        }
    }

    pub(super) fn mutation_begins(&self, user: i64, covers: Covers) -> Ticket {
        let mut users = self.users();
        let mutations = &mut users.entry(user).or_default().mutations;
        mutations.push(Mutation { covers, span: self.begin(), made: None });
        Ticket { user, at: mutations.len() - 1 }
    }

    pub(super) fn mutation_ended(&self, ticket: Ticket, made: Option<Change>) {
        let end = self.now();
        if let Some(mutation) = self.users().entry(ticket.user).or_default().mutations.get_mut(ticket.at) {
            (mutation.span.end, mutation.made) = (end, made);
        }
    }

    /// How many mutations there were, and how many of them met a load in flight: the load's value was refused.
    pub(super) fn mutations(&self) -> (usize, usize) {
        let users = self.users();
        let all = users.values().map(|records| records.mutations.len()).sum();
        let met = users.values().map(|records| records.mutations.iter().filter(|one| records.met(one)).count()).sum();
        (all, met)
    }

    /// Whether `entry` was loaded while the mutation that made `missed` ran; `None` if nobody knows when that was.
    ///
    /// An answer without `missed` that came later has two explanations. It was loaded while the mutation ran, and stored
    /// after it; or it had been there before, and the mutation did not remove it.
    pub(super) fn loaded_beside(&self, user: i64, entry: Entry, missed: Change) -> Option<bool> {
        let users = self.users();
        let records = users.get(&user)?;
        let mutation = records.mutations.iter().find(|mutation| mutation.made == Some(missed))?;
        let mut loads = records.reads.iter().filter(|read| read.entry == entry && read.outcome != Outcome::Hit);
        Some(loads.any(|load| load.span.meets(mutation.span)))
    }

    fn begin(&self) -> Span {
        Span { begin: self.now(), end: u64::MAX }
    }

    fn now(&self) -> u64 {
        self.tick.fetch_add(1, SeqCst)
    }

    fn users(&self) -> MutexGuard<'_, HashMap<i64, Records>> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    fn met(&self, mutation: &Mutation) -> bool {
        let mut refused = self.reads.iter().filter(|read| read.outcome == Outcome::Refused);
        refused.any(|read| mutation.covers.entry(read.entry) && read.span.meets(mutation.span))
    }
}

impl Span {
    const fn meets(self, other: Self) -> bool {
        self.begin < other.end && other.begin < self.end
    }
}

impl Covers {
    fn entry(self, entry: Entry) -> bool {
        match (self, entry) {
            (Self::Everything, _)
            | (Self::Post(_) | Self::NewPost, Entry::List(_))
            | (Self::Comments, Entry::Comments(_)) => true,
            (Self::Post(changed), Entry::Post(read)) => changed == read,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
