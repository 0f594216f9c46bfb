//! What was found, and the forms in which it is shown.

mod front;
mod machine;
mod markdown;
mod plot;
mod publish;
mod results;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub(crate) use machine::Machine;
pub(crate) use publish::{Place, write};
pub(crate) use results::Results;

use crate::measure::Spread;

/// One thing that was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Section {
    Comparison(Comparison),
    Matrix(Matrix),
}

/// Contenders in interleaved rounds; ratios are to the first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) note: Cow<'static, str>,
    pub(crate) unit: Cow<'static, str>,
    pub(crate) rows: Vec<Measured>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) contender: String,
    /// The figure of each round.
    pub(crate) rounds: Vec<f64>,
}

/// Figures by two things, each measured once or counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Matrix {
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) unit: Cow<'static, str>,
    /// What the rows are, then what the columns are.
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Option<f64>>)>,
    pub(crate) plot: Plot,
}

/// How a matrix is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
