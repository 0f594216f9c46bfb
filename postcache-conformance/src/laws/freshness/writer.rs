//! One mutation, step by step.

use postcache_core::store::{Cells, Fence, Finish, Put, PutOutcome};
use postcache_core::{CacheStore, Millis};

use super::stage::Stage;
use crate::trial::{LONG, entries, payload, tag, whole_scope};

/// What a writer does, and what it names when it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script {
    pub(super) names: Names,
    pub(super) steps: &'static [Step],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    TheEntry,
    ItsTag,
    ItsScope,
    /// The key is made by the database: nothing is known before the commit.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Begin,
    Commit,
    Finish,
    /// Names the entry, too.
    FinishLate,
    FinishWithPut,
    Lapse,
    HoldEnds,
    Invalidate,
    Clear,
}

use Step::{Begin, Clear, Commit, Finish as Ends, FinishLate, FinishWithPut, HoldEnds, Invalidate, Lapse};

pub(super) const MUTATES: &[Step] = &[Begin, Commit, Ends];
pub(super) const WRITES_THROUGH: &[Step] = &[Begin, Commit, FinishWithPut];
pub(super) const CHANGES_NOTHING: &[Step] = &[Begin, Ends];
pub(super) const IS_CANCELLED: &[Step] = &[Begin, Commit, Lapse];
pub(super) const IS_CANCELLED_AND_ITS_HOLD_ENDS: &[Step] = &[Begin, Commit, Lapse, HoldEnds];
pub(super) const COMMITS_WHEN_CANCELLED: &[Step] = &[Begin, Lapse, Commit, HoldEnds];
pub(super) const LEARNS_ITS_KEY: &[Step] = &[Begin, Commit, FinishLate];
pub(super) const INVALIDATES: &[Step] = &[Commit, Invalidate];
pub(super) const CLEARS: &[Step] = &[Commit, Clear];

#[derive(Debug)]
pub(super) struct Writer {
    script: Script,
    at: usize,
    fence: Option<Fence>,
    version: u64,
}

impl Writer {
    pub(super) const fn new(script: Script) -> Self {
        Self { script, at: 0, fence: None, version: 0 }
    }

    pub(super) async fn step<S: CacheStore>(&mut self, stage: &mut Stage<'_, S>) {
        let step = self.script.steps[self.at];
        self.at += 1;
        match step {
            Begin => self.fence = Some(stage.store.begin(self.names(stage)).await),
            Commit => {
                self.version = stage.database.commit();
                // Under a fence that was confirmed a read need only begin after the commit.
                if self.is_fenced() {
                    stage.database.raise_floor(self.version);
                }
            }
            Lapse => stage.store.lapse(self.fence.as_ref().unwrap(), hold(stage)),
            HoldEnds if stage.time.is_manual() => stage.time.passes(hold(stage)).await,
            HoldEnds => {}
            Ends | FinishLate | FinishWithPut => self.finish(step, stage).await,
            Invalidate => {
                stage.store.invalidate(self.names(stage)).await;
                stage.database.raise_floor(self.version);
            }
            Clear => {
                stage.store.clear_scope_of(&stage.entry).await;
                stage.database.raise_floor(self.version);
            }
        }
    }

    async fn finish<S: CacheStore>(&self, step: Step, stage: &mut Stage<'_, S>) {
        let mut finish = Finish::new(Cells::of(stage.entry.key.to_scope_key()), Vec::new());
        if step == FinishLate || self.script.names != Names::TheEntry && step == FinishWithPut {
            finish.late.entries.push(stage.entry.clone());
        }
        if step == FinishWithPut {
            finish.puts.push(Put::new(stage.entry.clone(), payload(self.version)));
        }
        let finished = stage.store.finish_with(self.fence.as_ref().unwrap(), finish).await;
        stage.database.raise_floor(self.version);
        match finished.puts.first() {
            Some(PutOutcome::Stored) => stage.seen.puts_stored += 1,
            Some(_) => stage.seen.puts_refused += 1,
            None => {}
        }
    }

    fn names<S>(&self, stage: &Stage<'_, S>) -> Cells {
        match self.script.names {
            Names::TheEntry => entries([&stage.entry]),
            Names::ItsTag => tag(&stage.entry, "red"),
            Names::ItsScope => whole_scope(&stage.entry),
            Names::Nothing => Cells::of(stage.entry.key.to_scope_key()),
        }
    }

    fn is_fenced(&self) -> bool {
        self.fence.is_some() && self.script.names != Names::Nothing
    }
}

/// Longer than the steps of a schedule, where time is not moved by hand.
fn hold<S>(stage: &Stage<'_, S>) -> Millis {
    if stage.time.is_manual() { Millis::new(5) } else { LONG }
}
