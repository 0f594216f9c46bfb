//! One read, step by step.

use postcache_core::CacheStore;
use postcache_core::store::{Filled, Lease, Leased};

use super::stage::Stage;

/// A reader that looks up, takes a lease, loads and fills; one that wants a fresh value does not look up.
#[derive(Debug)]
pub(super) struct Reader {
    refresh: bool,
    next: Next,
}

#[derive(Debug)]
enum Next {
    LookUp,
    Lease,
    Load(Option<Lease>),
    Fill(Option<Lease>, u64),
    Nothing,
}

impl Reader {
    pub(super) const STEPS: usize = 4;

    pub(super) const fn new(refresh: bool) -> Self {
        Self { refresh, next: Next::LookUp }
    }

    pub(super) async fn step<S: CacheStore>(&mut self, stage: &mut Stage<'_, S>, plot: &str) {
        self.next = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::LookUp if self.refresh => Next::Lease,
            Next::LookUp => match stage.store.get(&stage.entry).await {
                crate::trial::Seen::Value(version) => {
                    stage.may_be_read(version, plot);
                    Next::Nothing
                }
                _ => Next::Lease,
            },
            Next::Lease => self.lease(stage, plot).await,
            Next::Load(lease) => Next::Fill(lease, stage.database.load()),
            Next::Fill(Some(lease), version) => {
                match stage.store.fill(lease, version).await {
                    Filled::Stored => stage.seen.fills_stored += 1,
                    _ => stage.seen.fills_refused += 1,
                }
                Next::Nothing
            }
            Next::Fill(None, _) | Next::Nothing => Next::Nothing,
        };
    }

    async fn lease<S: CacheStore>(&self, stage: &mut Stage<'_, S>, plot: &str) -> Next {
        let leased = if self.refresh {
            stage.store.lease_fresh(&stage.entry).await
        } else {
            stage.store.lease(&stage.entry).await
        };
        match leased {
            Leased::Granted(lease) => Next::Load(Some(lease)),
            Leased::Hit(Some(object)) if !self.refresh => {
                stage.may_be_read(*object.downcast_ref().unwrap(), plot);
                Next::Nothing
            }
            Leased::Fenced => {
                stage.seen.fenced += 1;
                Next::Load(None)
            }
            Leased::Busy => Next::Load(None),
            other => panic!("{other:?} is no answer to this lease: {plot}"),
        }
    }
}
