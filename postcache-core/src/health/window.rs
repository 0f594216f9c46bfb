//! Counts over the last minutes, from snapshots of counts since the beginning.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::Cache;
use crate::clock::{Instant, Millis};
use crate::observe::{EvictionReason, FillOutcome, ReadOutcome};

/// How far back it looks.
const LENGTH: Millis = Millis::new(60_000);
/// How often it is noted where the counts stand.
const STEP: Millis = Millis::new(5_000);

/// Where the counts of all regions stood at some moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    pub(crate) outlived_leases: u64,
    pub(crate) store_errors: u64,
    pub(crate) evictions: [u64; EvictionReason::ALL.len()],
}

/// A sliding window. Nothing runs for it: misses, one hit in a thousand, and whoever looks note where the counts stand.
#[derive(Debug)]
pub(crate) struct Window {
    notes: Mutex<VecDeque<(Instant, Totals)>>,
}

impl Window {
    pub(crate) fn new(now: Instant) -> Self {
        Self { notes: Mutex::new(VecDeque::from([(now, Totals::default())])) }
    }

    /// Notes where the counts stand, if the last note is old enough and nobody else is at it.
    pub(crate) fn observe(&self, cache: &Cache) {
        let Ok(mut notes) = self.notes.try_lock() else { return };
        let now = cache.clock().now();
        if notes.back().is_none_or(|(last, _)| now.saturating_since(*last) >= STEP) {
            notes.push_back((now, Totals::of(cache)));
            forget(&mut notes, now);
        }
    }

    /// What happened in the window, and how long that is. Looking is noting: who looks more often sees more precisely.
    pub(crate) fn look(&self, cache: &Cache) -> (Totals, Millis) {
        self.observe(cache);
        let (now, current) = (cache.clock().now(), Totals::of(cache));
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        forget(&mut notes, now);
        let (since, before) = notes.front().copied().unwrap_or((now, current));
        (current.minus(&before), now.saturating_since(since))
    }
}

/// Keeps one note from before the window: what happened since then is in it.
fn forget(notes: &mut VecDeque<(Instant, Totals)>, now: Instant) {
    while notes.get(1).is_some_and(|(at, _)| now.saturating_since(*at) >= LENGTH) {
        notes.pop_front();
    }
}

impl Totals {
    fn of(cache: &Cache) -> Self {
        let mut totals = Self { store_errors: cache.store_telemetry().errors(), ..Self::default() };
        for info in cache.registry().infos() {
            let telemetry = info.telemetry();
            totals.hits += telemetry.reads(ReadOutcome::Hit) + telemetry.reads(ReadOutcome::Stale);
            totals.misses += telemetry.reads(ReadOutcome::Miss);
            totals.outlived_leases += telemetry.fills(FillOutcome::LeaseExpired);
            for (total, reason) in totals.evictions.iter_mut().zip(EvictionReason::ALL) {
                *total += telemetry.evictions(*reason);
            }
        }
        totals
    }

    fn minus(&self, before: &Self) -> Self {
        let mut evictions = self.evictions;
        for (count, before) in evictions.iter_mut().zip(before.evictions) {
            *count = count.saturating_sub(before);
        }
        Self {
            hits: self.hits.saturating_sub(before.hits),
            misses: self.misses.saturating_sub(before.misses),
            store_errors: self.store_errors.saturating_sub(before.store_errors),
            outlived_leases: self.outlived_leases.saturating_sub(before.outlived_leases),
            evictions,
        }
    }
}
