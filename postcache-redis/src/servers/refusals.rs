//! What servers refuse to do, until they do it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::link::Code;

/// The words of refusals that no lease has been granted after.
#[derive(Debug, Default)]
pub(crate) struct Refusals {
    any: AtomicBool,
    codes: Mutex<BTreeSet<Code>>,
}

impl Refusals {
    pub(super) fn met(&self, code: &Code) {
        let mut codes = self.codes();
        // Words in capitals, of which servers have a few dozen.
        codes.insert(code.clone());
        self.any.store(true, Relaxed);
    }

    /// A server writes again what a full one, or one without the right to, would have refused first.
    pub(crate) fn are_over(&self) {
        if self.any.load(Relaxed) {
            let mut codes = self.codes();
            codes.clear();
            self.any.store(false, Relaxed);
        }
    }

    pub(crate) fn list(&self) -> Vec<Code> {
        self.codes().iter().cloned().collect()
    }

    fn codes(&self) -> MutexGuard<'_, BTreeSet<Code>> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
