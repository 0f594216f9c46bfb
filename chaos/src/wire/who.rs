//! Who speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A task of a worker: the worker's place, how many lived there before it, and its own number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Who {
    pub(crate) worker: usize,
    pub(crate) life: u64,
    pub(crate) task: usize,
}

impl Who {
    /// The number of what a worker itself says, and of the orchestrator.
    pub(crate) const NO_TASK: usize = 99;
    pub(crate) const ORCHESTRATOR: Self = Self { worker: 99, life: 0, task: Self::NO_TASK };
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ORCHESTRATOR {
            return f.write_str("faults  ");
        }
        write!(f, "{}.{}", self.worker, self.life)?;
        if self.task == Self::NO_TASK { f.write_str("     ") } else { write!(f, " t{:<3}", self.task) }
    }
}
