//! What the processes of a run tell the register, and what it answers: one line of JSON each.

mod counts;
mod line;
mod who;

use serde::{Deserialize, Serialize};

pub(crate) use counts::{Counts, Tally};
pub(crate) use line::{Line, read_line, write_line};
pub(crate) use who::Who;

/// Users, each of whom has [`ROWS`] rows on pages of [`PAGE`].
pub(crate) const SCOPES: i64 = 8;
pub(crate) const ROWS: u32 = 6;
pub(crate) const PAGE: u32 = 3;

/// Whether a row that has come to this version is not there: before it was made, and while it is deleted.
pub(crate) const fn is_absent(version: u64) -> bool {
    version.is_multiple_of(7)
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// The first line of a connection.
    Hello(Who),
    Floors {
        scope: i64,
    },
    Load(Load),
    Commit(Commit),
    /// The mutation of these versions returned `Ok`, and was covered.
    Acknowledge {
        scope: i64,
        rows: Vec<(u32, u64)>,
    },
    /// A fence was renewed by a call that was sent then.
    Renewed {
        mutation: u64,
        sent: u64,
    },
    /// For the history of these rows.
    Event {
        scope: i64,
        rows: Vec<u32>,
        text: String,
    },
    Counts(Counts),
    Violation(Violation),
    /// A fault; `loses`: from now on cells may be lost, or no more.
    Fault {
        text: String,
        loses: Option<bool>,
    },
    Report,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Floors(Floors),
    /// The versions of the rows that were asked for; none: the load failed, as it was asked to.
    Rows(Option<Vec<u64>>),
    Outcome(Outcome),
    Done,
    Report(Box<Report>),
}

/// What a read that begins now must not fall below, by row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Floors {
    /// By mutations that returned `Ok`.
    pub(crate) acked: Vec<u64>,
    /// By mutations that committed under their fence.
    pub(crate) committed: Vec<u64>,
    /// The rows as they are.
    pub(crate) latest: Vec<u64>,
    /// Odd while cells may be lost; another number later: some may have been.
    pub(crate) losses: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Load {
    pub(crate) scope: i64,
    pub(crate) rows: Vec<u32>,
    pub(crate) fails: bool,
    pub(crate) before_ms: u64,
    pub(crate) after_ms: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Commit {
    pub(crate) mutation: u64,
    pub(crate) scope: i64,
    pub(crate) rows: Vec<u32>,
    /// When the fence that covers all of it was sent, if there is one.
    pub(crate) fenced: Option<u64>,
    pub(crate) before_ms: u64,
    pub(crate) after_ms: u64,
    pub(crate) fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    Committed,
    /// The register says that nothing was written, and nothing is.
    Refused,
    /// The register says nothing, and the commit takes effect later.
    Unknown,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Committed { rows: Vec<(u32, u64)>, losses: u64 },
    Refused,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// Older than a mutation that had returned.
    BelowAcked,
    /// Older than a fenced commit, in a run in which no cell is lost.
    BelowCommitted,
    Foreign,
    FailedRead,
    HungCall,
    Crashed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Violation {
    pub(crate) kind: Kind,
    pub(crate) scope: i64,
    pub(crate) row: u32,
    pub(crate) text: String,
    pub(crate) who: Who,
    /// What happened to the row, oldest first; added by the register.
    pub(crate) history: Vec<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) counts: Counts,
    pub(crate) violations: Vec<(Kind, u64)>,
    /// The first of them.
    pub(crate) shown: Vec<Violation>,
}
