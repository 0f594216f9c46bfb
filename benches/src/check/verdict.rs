//! What a row says.

#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::measure::Spread;

/// Quartiles further apart than this, as a part of the median, resolve nothing.
const WIDEST: f64 = 0.15;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Verdict {
    Goal,
    Must,
    /// A row that has no must.
    NoGoal,
    Missed,
    Unresolved,
}

/// One target.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    must: String,
    goal: String,
    measured: String,
    value: Option<f64>,
    pub(crate) verdict: Verdict,
}

impl Bound {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |bound: f64| (bound * 100.0).round() / 100.0;
        match self {
            Self::AtMost(most) => write!(f, "<= {}", shown(*most)),
            Self::AtLeast(least) => write!(f, ">= {}", shown(*least)),
        }
    }
}

impl Verdict {
    pub(crate) const fn fails(self) -> bool {
        matches!(self, Self::Missed | Self::Unresolved)
    }

    fn of(value: f64, must: Option<Bound>, goal: Option<Bound>) -> Self {
        if must.is_some_and(|must| !must.holds(value)) {
            Self::Missed
        } else if goal.is_some_and(|goal| goal.holds(value)) {
            Self::Goal
        } else if must.is_some() {
            Self::Must
        } else {
            Self::NoGoal
        }
    }
}

impl Row {
    /// Of rounds: unresolved where their quartiles are too far apart.
    pub(crate) fn measured(name: impl Into<String>, spread: Spread, must: Bound, goal: Bound) -> Self {
        let verdict = if spread.width() > WIDEST {
            Verdict::Unresolved
        } else {
            Verdict::of(spread.median, Some(must), Some(goal))
        };
        Self {
            measured: format!("{:.2} ({:.2}..{:.2})", spread.median, spread.q1, spread.q3),
            verdict,
            ..Self::counted(name, spread.median, Some(must), Some(goal))
        }
    }

    /// Of what is counted, or is the same each time.
    pub(crate) fn counted(name: impl Into<String>, value: f64, must: Option<Bound>, goal: Option<Bound>) -> Self {
        let text = |bound: Option<Bound>| bound.map_or_else(String::new, |bound| bound.to_string());
        Self {
            name: name.into(),
            must: text(must),
            goal: text(goal),
            measured: format!("{}", (value * 100.0).round() / 100.0),
            value: Some(value),
            verdict: Verdict::of(value, must, goal),
        }
    }

    /// With more words beside the figure.
    pub(crate) fn saying(mut self, words: &str) -> Self {
        self.measured = format!("{} {words}", self.measured);
        self
    }

    /// Of what could not be had.
    pub(crate) fn unresolved(name: impl Into<String>, must: Bound, why: &str) -> Self {
        let row = Self::counted(name, f64::NAN, Some(must), None);
        Self { measured: why.to_owned(), value: None, verdict: Verdict::Unresolved, ..row }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, must, goal, measured, .. } = self;
        write!(f, "| {name} | {must} | {goal} | {measured} | {} |", self.verdict)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Goal => "goal",
            Self::Must => "must",
            Self::NoGoal => "goal missed",
            Self::Missed => "**must missed**",
            Self::Unresolved => "**unresolved**",
        })
    }
}
