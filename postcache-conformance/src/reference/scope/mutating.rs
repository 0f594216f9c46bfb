//! From the fence of a mutation to its end.

use postcache_core::Millis;
use postcache_core::store::{Cells, OwnedEntry, PutOutcome};

use super::Scope;
use crate::reference::fence::Raised;
use crate::reference::rule::Rule;
use crate::reference::stored::{Refused, Sealed};
use crate::reference::turn::Turn;

impl Scope {
    pub(in crate::reference) fn begin(&mut self, fence: u64, cells: &Cells, ttl: Option<Millis>, turn: &mut Turn<'_>) {
        let met = self.fences.values().any(|raised| raised.stands(turn.now));
        if turn.keeps(Rule::BeginTellsOthers) {
            self.register = turn.stamper.next();
        }
        let alone = !met || !turn.keeps(Rule::BeginAsksWhoElseMutates);
        let before = (self.stamp, self.tags.clone());
        let until = ttl.map(|ttl| turn.now.after(ttl));
        self.fences.insert(fence, Raised::new(cells, until, alone.then_some(self.register), before, turn.now));
        self.touch(cells, turn);
    }

    pub(in crate::reference) fn renew(&mut self, fence: u64, cells: &Cells, ttl: Millis, turn: &mut Turn<'_>) {
        self.standing(fence, cells, turn).extend(ttl, turn.now);
    }

    pub(in crate::reference) fn lapse(&mut self, fence: u64, cells: &Cells, hold: Millis, turn: &mut Turn<'_>) {
        self.standing(fence, cells, turn).hold(hold, turn.now);
    }

    /// The fence; one that was lost comes back, and counts as one that met others.
    fn standing(&mut self, fence: u64, cells: &Cells, turn: &mut Turn<'_>) -> &mut Raised {
        if !self.fences.get(&fence).is_some_and(|raised| raised.stands(turn.now)) {
            self.register = turn.stamper.next();
            self.touch(cells, turn);
            self.fences.remove(&fence);
        }
        let before = (self.stamp, self.tags.clone());
        let alone = if turn.keeps(Rule::LostFencesComeBackInCompany) { None } else { Some(self.register) };
        self.fences.entry(fence).or_insert_with(|| Raised::new(cells, Some(turn.now), alone, before, turn.now))
    }

    pub(in crate::reference) fn finish(
        &mut self,
        fence: u64,
        cells: [&Cells; 2],
        puts: Vec<(OwnedEntry, Result<Sealed, Refused>)>,
        turn: &mut Turn<'_>,
    ) -> Vec<PutOutcome> {
        let raised = self.fences.remove(&fence);
        let alone = raised.as_ref().is_some_and(|raised| raised.was_alone(self.register, turn.now))
            || !turn.keeps(Rule::PutsAskWhetherTheyWereAlone);
        if turn.keeps(Rule::FinishTellsOthers) {
            self.register = turn.stamper.next();
        }
        for cells in cells {
            self.touch(cells, turn);
        }
        if let (false, false, Some(raised)) = (turn.keeps(Rule::PutsMakeNewStamps), puts.is_empty(), raised) {
            (self.stamp, self.tags) = raised.before;
        }
        let mut put = |(entry, sealed): (OwnedEntry, Result<Sealed, Refused>)| match sealed {
            Err(refused) => refused.put(),
            Ok(sealed) if alone && !self.is_fenced(entry.as_entry(), turn) => {
                self.store(entry.as_entry(), sealed, turn);
                PutOutcome::Stored
            }
            Ok(sealed) => {
                turn.leaving.unstored(sealed);
                PutOutcome::Overlapped
            }
        };
        puts.into_iter().map(&mut put).collect()
    }

    pub(in crate::reference) fn invalidate(&mut self, cells: &Cells, turn: &mut Turn<'_>) {
        if turn.keeps(Rule::InvalidateTellsOthers) {
            self.register = turn.stamper.next();
        }
        self.touch(cells, turn);
    }
}
