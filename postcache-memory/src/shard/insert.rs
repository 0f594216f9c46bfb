//! How an entry comes in, makes room in its own scope, and leaves.

use postcache_core::store::Kept;
use postcache_core::{EvictionReason, Instant};

use super::bundle::Bundle;
use super::cell::Link;
use super::entry::{Entry, Recency};
use super::own_key::OwnKey;
use super::queue::Queue;
use super::scope::Scope;
use super::{Shard, Visit};
use crate::leaving::Gone;
use crate::list::Links;
use crate::names::EntryName;
use crate::regions::RegionAt;
use crate::slab::At;
use crate::tuning::Trial;

/// How many entries of a full scope are looked at for a dead one, and how many get a second chance.
const STEPS: usize = 16;

/// A value on its way in, weighed.
pub(crate) struct Incoming {
    pub(crate) value: Kept,
    pub(crate) region: RegionAt,
    pub(crate) weight: u32,
    pub(crate) expires: Instant,
}

/// What an entry weighs beside its value.
pub(crate) const fn weight(key: &[u8], tags: usize) -> u64 {
    Entry::OVERHEAD + OwnKey::weight(key.len()) + (tags * size_of::<Link>()) as u64
}

const fn links(entry: &mut Entry) -> &mut Links<Entry> {
    &mut entry.in_scope
}

impl Shard {
    /// Stores a value that depends on its scope and on `tags`, in the place of any older one. The caller keeps the scope.
    pub(super) fn insert(
        &mut self,
        scope: At<Scope>,
        name: &EntryName<'_>,
        tags: At<Bundle>,
        incoming: &mut Option<Incoming>,
        visit: &mut Visit<'_>,
    ) {
        let hash = name.place.entry;
        let (queue, trial, recency) = self.take_out_older(hash, name.key, visit);
        // The newcomer is not there yet, so that it cannot be the victim.
        self.make_room(scope, incoming.as_ref().map_or(0, |incoming| incoming.weight), visit);
        let Some(of) = self.scopes.get_mut(scope) else { return };
        let Some(Incoming { value, region, weight, expires }) = incoming.take() else { return };
        of.bytes += u64::from(weight);
        let at = self.entries.insert(Entry {
            key: OwnKey::new(name.key),
            tags,
            value,
            stamp: of.stamp,
            expires,
            pushed: 0,
            in_queue: Links::NONE,
            in_scope: Links::NONE,
            scope,
            region,
            tag_set: name.tag_set,
            weight,
            hash: Entry::short(hash),
            queue,
            trial,
            recency,
        });
        of.entries.push(&mut self.entries, at, links);
        self.queues.push(&mut self.entries, at, visit.sequence);
    }

    /// Frees the entry that a newcomer replaces. Where it waits, and what is known of its use, is the newcomer's.
    fn take_out_older(&mut self, hash: u64, key: &[u8], visit: &mut Visit<'_>) -> (Queue, Trial, Recency) {
        let older = self.find_entry(hash, key).and_then(|at| {
            let reason = self.death(self.entries.get(at)?, visit.now).unwrap_or(EvictionReason::Replaced);
            self.take_out(at, reason, visit)
        });
        match older {
            Some(older) if older.queue == Queue::Small && older.recency.is_used() => {
                (Queue::Main, Trial::None, older.recency)
            }
            Some(older) => (older.queue, older.trial, older.recency),
            None => {
                let (queue, trial) = self.queue_of_newcomer(hash, visit);
                (queue, trial, Recency::new())
            }
        }
    }

    /// The main queue is for whom comes back soon: compared with the oldest of those who are in it, and have not been used
    /// since they were looked at last.
    fn queue_of_newcomer(&mut self, hash: u64, visit: &Visit<'_>) -> (Queue, Trial) {
        if visit.tuning.is_filling() {
            return (Queue::Main, Trial::None);
        }
        let entries = self.entries.len();
        let Some(returned) = self.queues.ghost.recall(Entry::short(hash), visit.sequence, entries) else {
            return (Queue::Small, Trial::None);
        };
        if returned.just_left {
            visit.tuning.just_missed(returned.from, entries);
        }
        let oldest = self.oldest(Queue::Main).and_then(|came| u32::try_from(visit.sequence.saturating_sub(came)).ok());
        let is_near = returned.from == Queue::Small && visit.tuning.is_near(returned.age, oldest.unwrap_or(u32::MAX));
        if is_near { (Queue::Main, Trial::CameBack) } else { (Queue::Small, Trial::None) }
    }

    /// Frees an entry, and what only it needed.
    pub(super) fn free(&mut self, at: At<Entry>, reason: EvictionReason, visit: &mut Visit<'_>) {
        if let Some(entry) = self.take_out(at, reason, visit) {
            self.reclaim_scope(entry.scope, visit.now);
        }
    }

    /// The same, but the scope stays.
    fn take_out(&mut self, at: At<Entry>, reason: EvictionReason, visit: &mut Visit<'_>) -> Option<Entry> {
        self.queues.unlink(&mut self.entries, at);
        let of = self.entries.get(at)?.scope;
        if let Some(scope) = self.scopes.get_mut(of) {
            scope.entries.unlink(&mut self.entries, at, links);
        }
        let mut entry = self.entries.remove(at)?;
        if let Some(scope) = self.scopes.get_mut(of) {
            scope.bytes -= u64::from(entry.weight);
        }
        if self.entries.len() == 0 {
            self.queues.ghost.forget_all();
        }
        self.unlink(entry.tags, visit.now);
        visit.leaving.entries.push(Gone {
            value: entry.value.take(),
            region: entry.region,
            reason,
            weight: entry.weight,
        });
        Some(entry)
    }

    /// Evicts from the scope, and from no other, until one more entry of `weight` is within its quota.
    fn make_room(&mut self, scope: At<Scope>, weight: u32, visit: &mut Visit<'_>) {
        loop {
            let Some(of) = self.scopes.get(scope) else { return };
            let full = of.entries.len() >= visit.limits.max_entries_per_scope
                || of.bytes + u64::from(weight) > visit.limits.max_bytes_per_scope;
            if !full || scope == self.stripe {
                return;
            }
            let Some(oldest) = of.entries.oldest(&mut self.entries, links) else { return };
            let (victim, reason) = match self.dead_among_oldest(scope, oldest, visit.now) {
                Some(dead) => dead,
                None => (self.least_used(scope, oldest), EvictionReason::Quota),
            };
            // A flood is no lesson to be missed because its scope is full before the main queue is.
            let entries = self.entries.len();
            if let Some(entry) = self.entries.get_mut(victim) {
                visit.tuning.tried(std::mem::take(&mut entry.trial), entry.recency.is_used(), entries);
            }
            self.take_out(victim, reason, visit);
        }
    }

    fn dead_among_oldest(
        &mut self,
        scope: At<Scope>,
        oldest: At<Entry>,
        now: Instant,
    ) -> Option<(At<Entry>, EvictionReason)> {
        let mut next = Some(oldest);
        for _ in 0..STEPS {
            let at = next?;
            if let Some(reason) = self.entries.get(at).and_then(|entry| self.death(entry, now)) {
                return Some((at, reason));
            }
            next = self.scopes.get(scope)?.entries.newer(&mut self.entries, at, links);
        }
        None
    }

    /// The oldest that was not used since it last got a second chance, as far as steps allow.
    fn least_used(&mut self, scope: At<Scope>, oldest: At<Entry>) -> At<Entry> {
        let mut victim = oldest;
        for _ in 0..STEPS {
            let Some(entry) = self.entries.get_mut(victim) else { break };
            if !entry.recency.take_second_chance() {
                break;
            }
            let Some(of) = self.scopes.get_mut(scope) else { break };
            of.entries.renew(&mut self.entries, victim, links);
            victim = of.entries.oldest(&mut self.entries, links).unwrap_or(victim);
        }
        victim
    }
}
