//! The counts of one region.

use super::Latency;
use super::lanes::{Here, Lanes};
use super::outcome::{EvictionReason, FillOutcome, LoadOutcome, ReadOutcome};
use super::tally::{Level, Tally};

#[derive(Debug)]
pub(crate) struct RegionTelemetry {
    reads: Lanes,
    loads: Box<[Tally]>,
    load_seconds: Latency,
    fills: Box<[Tally]>,
    puts: Box<[Tally]>,
    evictions: Box<[Tally]>,
    entries: Level,
    bytes: Level,
}

impl RegionTelemetry {
    pub(crate) fn new(region: &str) -> Self {
        let tallies = |name, label: &'static str, values: &[&'static str]| -> Box<[Tally]> {
            values.iter().map(|value| Tally::new(name, &[("region", region), (label, value)])).collect()
        };
        let outcomes = FillOutcome::ALL.iter().map(|outcome| outcome.as_str()).collect::<Vec<_>>();
        Self {
            reads: Lanes::new(region),
            loads: tallies("postcache_loads_total", "outcome", &names(LoadOutcome::ALL, LoadOutcome::as_str)),
            load_seconds: Latency::new("postcache_load_seconds", &[("region", region)]),
            fills: tallies("postcache_fills_total", "outcome", &outcomes),
            puts: tallies("postcache_puts_total", "outcome", &outcomes),
            evictions: tallies(
                "postcache_evictions_total",
                "reason",
                &names(EvictionReason::ALL, EvictionReason::as_str),
            ),
            entries: Level::new("postcache_entries", &[("region", region)]),
            bytes: Level::new("postcache_bytes", &[("region", region)]),
        }
    }

    /// Where the current thread counts its reads.
    #[inline]
    pub(crate) fn reads_here(&self) -> Here<'_> {
        self.reads.here()
    }

    pub(crate) fn read(&self, outcome: ReadOutcome) {
        self.reads_here().add(outcome);
    }

    pub(crate) fn loaded(&self, outcome: LoadOutcome, took: std::time::Duration) {
        if let Some(tally) = self.loads.get(outcome as usize) {
            tally.add(1);
        }
        self.load_seconds.record(took);
    }

    pub(crate) fn filled(&self, outcome: FillOutcome) {
        if let Some(tally) = self.fills.get(outcome as usize) {
            tally.add(1);
        }
    }

    pub(crate) fn put(&self, outcome: FillOutcome) {
        if let Some(tally) = self.puts.get(outcome as usize) {
            tally.add(1);
        }
    }

    pub(crate) fn inserted(&self, bytes: u64) {
        self.entries.move_by(1);
        self.bytes.move_by(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    pub(crate) fn evicted(&self, reason: EvictionReason, bytes: u64) {
        if let Some(tally) = self.evictions.get(reason as usize) {
            tally.add(1);
        }
        self.entries.move_by(-1);
        self.bytes.move_by(-i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    pub(crate) fn reads(&self, outcome: ReadOutcome) -> u64 {
        self.reads.sum(outcome)
    }

    pub(crate) fn fills(&self, outcome: FillOutcome) -> u64 {
        self.fills.get(outcome as usize).map_or(0, Tally::get)
    }

    pub(crate) fn evictions(&self, reason: EvictionReason) -> u64 {
        self.evictions.get(reason as usize).map_or(0, Tally::get)
    }

    pub(crate) fn snapshot(&self, region: &str) -> RegionStats {
        let labelled = |tallies: &[Tally], names: Vec<&'static str>| {
            names.into_iter().zip(tallies).map(|(name, tally)| (name, tally.get())).collect::<Vec<_>>()
        };
        let sum = |tallies: &[Tally]| tallies.iter().map(Tally::get).sum();
        RegionStats {
            region: region.to_owned(),
            hits: self.reads(ReadOutcome::Hit),
            stale: self.reads(ReadOutcome::Stale),
            misses: self.reads(ReadOutcome::Miss),
            bypassed: self.reads(ReadOutcome::Bypass),
            refused: self.reads(ReadOutcome::Refused),
            loads: sum(&self.loads),
            fills: labelled(&self.fills, names(FillOutcome::ALL, FillOutcome::as_str)),
            puts: labelled(&self.puts, names(FillOutcome::ALL, FillOutcome::as_str)),
            evictions: labelled(&self.evictions, names(EvictionReason::ALL, EvictionReason::as_str)),
            entries: self.entries.get(),
            bytes: self.bytes.get(),
        }
    }
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|each| name(*each)).collect()
}

/// The counts of one region since the cache was made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RegionStats {
    /// Its name.
    pub region: String,
    /// Reads that the cache answered.
    pub hits: u64,
    /// Reads that got a value past its ttl, within its grace.
    pub stale: u64,
    /// Reads that found nothing to use.
    pub misses: u64,
    /// Reads that did not ask the cache: no key, a region that is switched off, or by request.
    pub bypassed: u64,
    /// Loaded values of another scope, which were not stored.
    pub refused: u64,
    /// Calls of loaders.
    pub loads: u64,
    /// What became of loaded values, by outcome.
    pub fills: Vec<(&'static str, u64)>,
    /// What became of values that mutations put, by outcome.
    pub puts: Vec<(&'static str, u64)>,
    /// Entries that left, by reason.
    pub evictions: Vec<(&'static str, u64)>,
    /// Resident entries.
    pub entries: u64,
    /// Bytes that they weigh.
    pub bytes: u64,
}

impl RegionStats {
    /// Hits among the reads that asked the cache; `None` before the first.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a ratio of counts")]
    pub fn hit_ratio(&self) -> Option<f64> {
        let asked = self.hits + self.stale + self.misses;
        (asked > 0).then(|| (self.hits + self.stale) as f64 / asked as f64)
    }

    /// Entries that left because of `reason`.
    #[must_use]
    pub fn evicted(&self, reason: EvictionReason) -> u64 {
        self.evictions.iter().find(|(name, _)| *name == reason.as_str()).map_or(0, |(_, count)| *count)
    }

    /// Fills with the given outcome, as it is written in `postcache_fills_total`.
    #[must_use]
    pub fn filled(&self, outcome: &str) -> u64 {
        self.fills.iter().find(|(name, _)| *name == outcome).map_or(0, |(_, count)| *count)
    }

    /// Puts with the given outcome, as it is written in `postcache_puts_total`.
    #[must_use]
    pub fn put(&self, outcome: &str) -> u64 {
        self.puts.iter().find(|(name, _)| *name == outcome).map_or(0, |(_, count)| *count)
    }
}
