//! What is cached: every value says whose it is and which.

use serde::{Deserialize, Serialize};

use crate::wire::is_absent;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) scope: i64,
    pub(super) number: u32,
    pub(super) version: u64,
    /// So that entries weigh something where memory is short.
    body: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) scope: i64,
    pub(super) number: u32,
    pub(super) rows: Vec<Row>,
}

impl Row {
    pub(super) fn new(scope: i64, number: u32, version: u64) -> Self {
        const BODY: usize = 100;
        Self { scope, number, version, body: "x".repeat(BODY) }
    }

    pub(super) const fn is_there(&self) -> bool {
        !is_absent(self.version)
    }
}

/// Of some versions.
pub(super) fn rows(scope: i64, numbers: &[u32], versions: &[u64]) -> Vec<Row> {
    numbers.iter().zip(versions).map(|(number, version)| Row::new(scope, *number, *version)).collect()
}
