//! Which thread this is.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::sync::thread_local;

const NOT_YET: u32 = 0;

thread_local! {
    static HERE: Cell<u32> = const { Cell::new(NOT_YET) };
}

/// A number of this thread. Threads that began to read one after the other have numbers that follow each other.
#[inline]
pub(super) fn here() -> u32 {
    match HERE.with(Cell::get) {
        NOT_YET => arrive(),
        here => here,
    }
}

#[cold]
fn arrive() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(NOT_YET + 1);
    let here = NEXT.fetch_add(1, Relaxed).max(NOT_YET + 1);
    HERE.with(|own| own.set(here));
    here
}
