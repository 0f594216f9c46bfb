//! From a lookup to a fill.

use postcache_core::EvictionReason;
use postcache_core::store::{Entry, Filled, LeaseTerms, Want};

use super::{Leased, Scope};
use crate::reference::rule::Rule;
use crate::reference::stamp::Stamps;
use crate::reference::stored::{Form, Sealed, Value};
use crate::reference::turn::Turn;

/// The answer to a lease.
pub(in crate::reference) enum Lent {
    Granted(Stamps),
    Fenced,
    Busy,
    Found(Form),
}

impl Scope {
    pub(in crate::reference) fn look(&mut self, entry: Entry<'_>, turn: &Turn<'_>) -> Option<Form> {
        let value = self.values.get(entry.key.entry())?;
        if self.why_dead(value, turn).is_some() {
            return None;
        }
        let used = self.use_once_more();
        let value = self.values.get_mut(entry.key.entry())?;
        value.used = used;
        Some(value.form.clone())
    }

    pub(in crate::reference) fn lease(
        &mut self,
        entry: Entry<'_>,
        terms: LeaseTerms,
        exclusive: bool,
        turn: &mut Turn<'_>,
    ) -> Lent {
        if self.lends_nothing_of(entry, turn) {
            return Lent::Fenced;
        }
        if terms.want == Want::Any
            && let Some(form) = self.look(entry, turn)
        {
            return Lent::Found(form);
        }
        let mut stamps = self.stamps(entry, turn);
        let until = turn.now.after(terms.ttl);
        let stamp = stamps.entry;
        let leased = self.leased.entry(entry.key.entry().into()).or_insert_with(|| Leased {
            stamp,
            lent: None,
            leases: 0,
            until,
        });
        if exclusive {
            if leased.lent.as_ref() == Some(&stamps) && turn.now < leased.until {
                return Lent::Busy;
            }
            stamps.entry = turn.stamper.next();
            *leased = Leased { stamp: stamps.entry, lent: None, leases: 0, until };
        }
        leased.lent = Some(stamps.clone());
        leased.leases += 1;
        leased.until = leased.until.max(until);
        Lent::Granted(stamps)
    }

    fn lends_nothing_of(&self, entry: Entry<'_>, turn: &Turn<'_>) -> bool {
        if !turn.keeps(Rule::LeasesLookAtFences) {
            false
        } else if !turn.keeps(Rule::LeasesLookAtFencesOfTags) {
            self.fences.values().any(|raised| raised.stands(turn.now) && raised.names(entry))
        } else {
            self.is_fenced(entry, turn)
        }
    }

    /// What becomes of a value that was loaded under `stamps`: they must all be current, and present.
    pub(in crate::reference) fn admits(&self, entry: Entry<'_>, stamps: &Stamps, turn: &Turn<'_>) -> Filled {
        if self.is_fenced(entry, turn) {
            return Filled::Fenced;
        }
        let same_entry = match self.leased.get(entry.key.entry()) {
            Some(leased) => leased.stamp == stamps.entry,
            None => !turn.keeps(Rule::AbsentIsNeverEqual),
        };
        let entry_passes = same_entry || !turn.keeps(Rule::FillsCompareTheEntry);
        let scope_passes = stamps.scope == self.stamp || !turn.keeps(Rule::FillsCompareTheScope);
        let tags_pass = self.has_tags_of(stamps, turn) || !turn.keeps(Rule::FillsCompareTags);
        if entry_passes && scope_passes && tags_pass {
            Filled::Stored
        } else if self.leased.contains_key(entry.key.entry()) || self.values.contains_key(entry.key.entry()) {
            Filled::Superseded
        } else {
            Filled::LeaseExpired
        }
    }

    /// Stores a value under the stamps that are current, and ends every lease of its entry: none fills twice, and none
    /// over a newer value.
    pub(in crate::reference) fn store(&mut self, entry: Entry<'_>, sealed: Sealed, turn: &mut Turn<'_>) {
        let stamps = self.stamps(entry, turn);
        if turn.keeps(Rule::FillsEndTheLease) {
            self.leased.remove(entry.key.entry());
        }
        let used = self.use_once_more();
        let value = Value::new(entry, sealed, stamps, turn.now, used);
        if let Some(old) = self.values.insert(entry.key.entry().into(), value) {
            let reason = self.why_dead(&old, turn).unwrap_or(EvictionReason::Replaced);
            turn.leaves(old, reason);
        }
    }

    pub(in crate::reference) fn release(&mut self, entry: Entry<'_>, stamps: &Stamps) {
        if let Some(leased) = self.leased.get_mut(entry.key.entry())
            && leased.stamp == stamps.entry
        {
            leased.leases = leased.leases.saturating_sub(1);
            if leased.leases == 0 {
                self.leased.remove(entry.key.entry());
            }
        }
    }

    /// The stamps of all that an entry depends on. A tag without one gets one.
    fn stamps(&mut self, entry: Entry<'_>, turn: &mut Turn<'_>) -> Stamps {
        let tags = entry.region.tags().iter().map(|tag| {
            let stamp = self.tags.entry(tag.clone()).or_insert_with(|| turn.stamper.for_a_new_cell());
            (tag.clone(), *stamp)
        });
        let tags = tags.collect();
        let leased = self.leased.get(entry.key.entry()).map(|leased| leased.stamp);
        let entry = leased.unwrap_or_else(|| turn.stamper.for_a_new_cell());
        Stamps { scope: self.stamp, tags, entry }
    }
}
