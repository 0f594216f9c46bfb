//! A recorder that keeps what it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<BTreeMap<String, Note>>>);

#[derive(Clone, Copy, Debug, Default)]
struct Note {
    count: u64,
    level: f64,
    recorded: usize,
}

impl Notes {
    pub(crate) fn counter(&self, name: &str) -> u64 {
        self.of(name).count
    }

    pub(crate) fn is_level_zero(&self, name: &str) -> bool {
        self.of(name).level.abs() < 0.5
    }

    pub(crate) fn recorded(&self, name: &str) -> usize {
        self.of(name).recorded
    }

    fn of(&self, name: &str) -> Note {
        *self.0.lock().unwrap().get(name).unwrap_or_else(|| panic!("{name} was never registered: {self:#?}"))
    }

    fn entry(&self, key: &Key) -> Arc<Entry> {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        let name = format!("{}{{{}}}", key.name(), labels.join(","));
        self.0.lock().unwrap().entry(name.clone()).or_default();
        Arc::new(Entry { notes: self.clone(), name })
    }
}

struct Entry {
    notes: Notes,
    name: String,
}

impl Entry {
    fn change(&self, change: impl FnOnce(&mut Note)) {
        change(self.notes.0.lock().unwrap().entry(self.name.clone()).or_default());
    }
}

impl CounterFn for Entry {
    fn increment(&self, value: u64) {
        self.change(|note| note.count += value);
    }
    fn absolute(&self, value: u64) {
        self.change(|note| note.count = value);
    }
}

impl GaugeFn for Entry {
    fn increment(&self, value: f64) {
        self.change(|note| note.level += value);
    }
    fn decrement(&self, value: f64) {
        self.change(|note| note.level -= value);
    }
    fn set(&self, value: f64) {
        self.change(|note| note.level = value);
    }
}

impl HistogramFn for Entry {
    fn record(&self, _: f64) {
        self.change(|note| note.recorded += 1);
    }
}

impl Recorder for Notes {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.entry(key))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.entry(key))
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.entry(key))
    }
}
