//! All scopes, behind the one lock.

use std::collections::HashMap;

use postcache_core::store::{Cells, Entry, Filled, LeaseTerms, OwnedEntry, PutOutcome, StoreStats};
use postcache_core::{Instant, Millis};

use super::rule::{Rule, Rules};
use super::scope::{Lent, Name, Scope};
use super::stamp::{Stamper, Stamps};
use super::stored::{Form, Refused, Sealed};
use super::turn::{Leaving, Turn};

pub(super) struct State {
    scopes: HashMap<Name, Scope>,
    stamper: Stamper,
    /// The number of the last fence.
    fences: u64,
    rules: Rules,
    quota: Option<usize>,
    /// An entry is lent to one reader at a time.
    exclusive: bool,
}

impl State {
    pub(super) fn new(rules: Rules, quota: Option<usize>, exclusive: bool) -> Self {
        Self { scopes: HashMap::new(), stamper: Stamper::new(rules.clone()), fences: 0, rules, quota, exclusive }
    }

    pub(super) fn look(&mut self, entry: Entry<'_>, now: Instant, leaving: &mut Leaving) -> Option<Form> {
        self.known(entry.key.scope(), now, leaving, |scope, turn| scope.look(entry, turn)).flatten()
    }

    pub(super) fn lease(&mut self, entry: Entry<'_>, terms: LeaseTerms, now: Instant, leaving: &mut Leaving) -> Lent {
        let exclusive = self.exclusive;
        self.any(entry.key.scope(), now, leaving, |scope, turn| scope.lease(entry, terms, exclusive, turn))
    }

    pub(super) fn fill(
        &mut self,
        entry: Entry<'_>,
        stamps: &Stamps,
        sealed: Sealed,
        now: Instant,
        leaving: &mut Leaving,
    ) -> Filled {
        if !self.rules.keeps(Rule::AbsentIsNeverEqual) {
            self.any(entry.key.scope(), now, leaving, |scope, _| scope.believe(stamps));
        }
        let admitted = self.known(entry.key.scope(), now, leaving, |scope, turn| scope.admits(entry, stamps, turn));
        match admitted {
            Some(Filled::Stored) => {
                self.known(entry.key.scope(), now, leaving, |scope, turn| scope.store(entry, sealed, turn));
            }
            _ => leaving.unstored(sealed),
        }
        admitted.unwrap_or(Filled::LeaseExpired)
    }

    pub(super) fn release(&mut self, entry: Entry<'_>, stamps: &Stamps) {
        if let Some(scope) = self.scopes.get_mut(entry.key.scope()) {
            scope.release(entry, stamps);
        }
    }

    pub(super) fn begin(&mut self, cells: &Cells, ttl: Option<Millis>, now: Instant, leaving: &mut Leaving) -> u64 {
        self.fences += 1;
        let fence = self.fences;
        self.any(cells.scope.as_bytes(), now, leaving, |scope, turn| scope.begin(fence, cells, ttl, turn));
        fence
    }

    pub(super) fn renew(&mut self, fence: u64, cells: &Cells, ttl: Millis, now: Instant, leaving: &mut Leaving) {
        self.any(cells.scope.as_bytes(), now, leaving, |scope, turn| scope.renew(fence, cells, ttl, turn));
    }

    pub(super) fn lapse(&mut self, fence: u64, cells: &Cells, hold: Millis, now: Instant, leaving: &mut Leaving) {
        self.any(cells.scope.as_bytes(), now, leaving, |scope, turn| scope.lapse(fence, cells, hold, turn));
    }

    pub(super) fn finish(
        &mut self,
        fence: u64,
        cells: [&Cells; 2],
        puts: Vec<(OwnedEntry, Result<Sealed, Refused>)>,
        now: Instant,
        leaving: &mut Leaving,
    ) -> Vec<PutOutcome> {
        let [fenced, _] = cells;
        self.any(fenced.scope.as_bytes(), now, leaving, |scope, turn| scope.finish(fence, cells, puts, turn))
    }

    pub(super) fn invalidate(&mut self, cells: &Cells, now: Instant, leaving: &mut Leaving) {
        self.known(cells.scope.as_bytes(), now, leaving, |scope, turn| scope.invalidate(cells, turn));
    }

    pub(super) fn sweep(&mut self, now: Instant, leaving: &mut Leaving) {
        let mut turn = Turn { now, stamper: &mut self.stamper, rules: &self.rules, leaving };
        self.scopes.retain(|_, scope| {
            scope.sweep(&mut turn);
            !scope.is_idle()
        });
    }

    pub(super) fn stats(&mut self, now: Instant, leaving: &mut Leaving) -> StoreStats {
        let turn = Turn { now, stamper: &mut self.stamper, rules: &self.rules, leaving };
        let mut stats = StoreStats::default();
        self.scopes.values().for_each(|scope| scope.count(&mut stats, &turn));
        stats
    }

    /// Does something in a scope, if it is there: nothing depends on an absent one.
    fn known<T>(
        &mut self,
        name: &[u8],
        now: Instant,
        leaving: &mut Leaving,
        act: impl FnOnce(&mut Scope, &mut Turn<'_>) -> T,
    ) -> Option<T> {
        let scope = self.scopes.get_mut(name)?;
        let mut turn = Turn { now, stamper: &mut self.stamper, rules: &self.rules, leaving };
        let answer = act(scope, &mut turn);
        scope.evict_down_to(self.quota.unwrap_or(usize::MAX), &mut turn);
        Some(answer)
    }

    /// Does something in a scope that is made if need be.
    fn any<T>(
        &mut self,
        name: &[u8],
        now: Instant,
        leaving: &mut Leaving,
        act: impl FnOnce(&mut Scope, &mut Turn<'_>) -> T,
    ) -> T {
        let scope = self.scopes.entry(name.into()).or_insert_with(|| Scope::new(&mut self.stamper));
        let mut turn = Turn { now, stamper: &mut self.stamper, rules: &self.rules, leaving };
        let answer = act(scope, &mut turn);
        scope.evict_down_to(self.quota.unwrap_or(usize::MAX), &mut turn);
        answer
    }
}
