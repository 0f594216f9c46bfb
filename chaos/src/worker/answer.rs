//! Holds an answer against what was true before it was asked for.

use std::io;

use super::rows::Row;
use super::service::Actor;
use crate::clock::micros;
use crate::wire::{Answer, Ask, Floors, Kind, Line, Violation, is_absent};

/// A read under way: what was noted before it began.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) scope: i64,
    pub(super) floors: Floors,
    begun: u64,
}

impl Asked {
    pub(super) async fn now(line: &Line, scope: i64) -> io::Result<Self> {
        match line.ask(&Ask::Floors { scope }).await? {
            Answer::Floors(floors) => Ok(Self { scope, floors, begun: micros() }),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn took(&self) -> u64 {
        (micros() - self.begun) / 1_000
    }
}

impl Actor {
    /// Checks a row, or its absence; `how` the answer came about.
    pub(super) async fn check_row(&self, asked: &Asked, number: u32, row: Option<&Row>, how: &str) -> io::Result<()> {
        if let Some(row) = row {
            return self.check(asked, number, row, how).await;
        }
        let now = Asked::now(&self.line, asked.scope).await?;
        let of = |versions: &[u64]| versions.get(number as usize).copied().unwrap_or_default();
        let latest = of(&now.floors.latest);
        let was_absent = |floor: u64| (floor..=latest).any(is_absent);
        let (returned, committed) = (of(&asked.floors.acked), of(&asked.floors.committed));
        let kind = if !was_absent(returned) {
            Kind::BelowAcked
        } else if self.service.strict && !was_absent(committed.max(returned)) {
            Kind::BelowCommitted
        } else {
            self.count("answers that a row is not there");
            return Ok(());
        };
        let text = format!(
            "{how} gave no row {number} of user {}, which was always there from version {returned} that had returned, or {committed} \
             that had committed before the read began, to {latest} after it",
            asked.scope
        );
        self.violation(kind, asked.scope, number, text).await
    }

    /// Checks one row of an answer.
    pub(super) async fn check(&self, asked: &Asked, number: u32, row: &Row, how: &str) -> io::Result<()> {
        let Asked { scope, floors, .. } = asked;
        let floor = |floors: &[u64]| floors.get(number as usize).copied().unwrap_or_default();
        let (returned, committed) = (floor(&floors.acked), floor(&floors.committed));
        let Row { scope: whose, number: which, version, .. } = row;
        let kind = if (whose, which) != (scope, &number) {
            Kind::Foreign
        } else if *version < returned {
            Kind::BelowAcked
        } else if *version < committed && self.service.strict {
            Kind::BelowCommitted
        } else {
            if *version < committed {
                self.count("reads below a fenced commit that had not returned");
            }
            return Ok(());
        };
        let took = asked.took();
        let text = format!(
            "{how} gave version {version} of row {which} of user {whose}, where version {returned} had returned and {committed} \
             had committed before the read began, {took} ms before"
        );
        self.violation(kind, *scope, number, text).await
    }

    pub(super) async fn failed(&self, asked: &Asked, number: u32, why: &str) -> io::Result<()> {
        let text = format!("a read failed after {} ms: {why}", asked.took());
        self.violation(Kind::FailedRead, asked.scope, number, text).await
    }

    pub(super) async fn foreign(&self, asked: &Asked, number: u32, text: String) -> io::Result<()> {
        self.violation(Kind::Foreign, asked.scope, number, text).await
    }

    pub(super) async fn hung(&self, scope: i64, number: u32, what: &str) -> io::Result<()> {
        self.violation(Kind::HungCall, scope, number, format!("{what} did not end")).await
    }

    async fn violation(&self, kind: Kind, scope: i64, row: u32, text: String) -> io::Result<()> {
        let who = self.line.who();
        self.line.ask(&Ask::Violation(Violation { kind, scope, row, text, who, history: Vec::new() })).await.map(drop)
    }
}
