//! What was found, and the forms in which it is shown.

mod front;
mod json;
mod machine;
mod markdown;
mod plot;
mod publish;

use crate::measure::Spread;

pub(crate) use json::json;
pub(crate) use machine::Machine;
pub(crate) use publish::{Report, write};

/// One thing that was measured.
#[derive(Clone, Debug)]
pub(crate) enum Section {
    Comparison(Comparison),
    Matrix(Matrix),
}

/// Contenders in interleaved rounds; ratios are to the first.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) note: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) rows: Vec<Measured>,
}

#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) contender: String,
    /// The figure of each round.
    pub(crate) rounds: Vec<f64>,
}

/// Figures by two things, each measured once or counted.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) unit: &'static str,
    /// What the rows are, then what the columns are.
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Option<f64>>)>,
    pub(crate) plot: Plot,
}

/// How a matrix is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plot {
    /// A group of bars for each row.
    Bars,
    None,
}

impl Section {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Comparison(comparison) => &comparison.name,
            Self::Matrix(matrix) => &matrix.name,
        }
    }
}

impl Comparison {
    /// One contender by another, round by round.
    pub(crate) fn ratio(&self, above: &str, below: &str) -> Spread {
        Spread::of_ratios(self.rounds_of(above), self.rounds_of(below))
    }

    pub(crate) fn spread(&self, contender: &str) -> Spread {
        Spread::of(self.rounds_of(contender).to_vec())
    }

    fn rounds_of(&self, contender: &str) -> &[f64] {
        let row = self.rows.iter().find(|row| row.contender == contender);
        &row.unwrap_or_else(|| panic!("{}: nobody is called {contender}", self.name)).rounds
    }
}
