//! What a task does at the moment, for whoever sees its calls pass.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use postcache::store::Cells;

tokio::task_local! {
    static ABOUT: Arc<About>;
}

/// A read or a mutation.
#[derive(Debug)]
pub(super) struct About {
    pub(super) scope: i64,
    pub(super) rows: Vec<u32>,
    /// For the history.
    pub(super) what: &'static str,
    /// Its number, and all that has to be invalidated for it.
    pub(super) mutation: Option<(u64, Cells)>,
    seen: Mutex<Seen>,
}

/// What the store answered to a mutation.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// When the last confirmed call that raised or renewed its fence was sent.
    pub(super) fence_sent: Option<u64>,
    /// Its end, or an invalidation of all that it needs, was confirmed.
    pub(super) ended: bool,
}

impl About {
    pub(super) fn read(what: &'static str, scope: i64, rows: Vec<u32>) -> Arc<Self> {
        Arc::new(Self { scope, rows, what, mutation: None, seen: Mutex::default() })
    }

    pub(super) fn mutation(number: u64, scope: i64, rows: Vec<u32>, needs: Cells) -> Arc<Self> {
        Arc::new(Self { scope, rows, what: "mutation", mutation: Some((number, needs)), seen: Mutex::default() })
    }

    /// Runs `work` with this as what it is about.
    pub(super) async fn of<T>(self: &Arc<Self>, work: impl Future<Output = T>) -> T {
        ABOUT.scope(Arc::clone(self), work).await
    }

    /// That of the running task.
    pub(super) fn current() -> Option<Arc<Self>> {
        ABOUT.try_with(Arc::clone).ok()
    }

    pub(super) fn seen(&self) -> Seen {
        *self.note()
    }

    pub(super) fn fence_sent(&self, at: u64) {
        let mut seen = self.note();
        seen.fence_sent = seen.fence_sent.max(Some(at));
    }

    pub(super) fn ended(&self) {
        self.note().ended = true;
    }

    /// `cells` were invalidated.
    pub(super) fn invalidated(&self, cells: &Cells) {
        if self.mutation.as_ref().is_some_and(|(_, needs)| include(cells, needs)) {
            self.ended();
        }
    }

    fn note(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether invalidating `cells` invalidates all of `needs`.
pub(super) fn include(cells: &Cells, needs: &Cells) -> bool {
    let entries = || needs.entries.iter().all(|needed| cells.entries.iter().any(|entry| entry.key == needed.key));
    let tags = || needs.tags.iter().all(|needed| cells.tags.contains(needed));
    cells.scope == needs.scope && (cells.whole_scope || (!needs.whole_scope && entries() && tags()))
}
