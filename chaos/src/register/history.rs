//! What happened to a row, for whoever has to find out why it was stale.

use std::collections::VecDeque;

use crate::clock::micros;
use crate::wire::Who;

/// So much is kept of each row.
const KEPT: usize = 60;

#[derive(Debug, Default)]
pub(super) struct History(VecDeque<Event>);

#[derive(Clone, Debug)]
struct Event {
    at: u64,
    text: String,
}

impl History {
    pub(super) fn add(&mut self, who: Who, text: &str) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Event { at: micros(), text: format!("{who}  {text}") });
    }

    /// The last events of both, in the order of time, each with how long ago it was.
    pub(super) fn merged(&self, other: &Self) -> Vec<String> {
        let now = micros();
        let mut events: Vec<&Event> = self.0.iter().chain(&other.0).collect();
        events.sort_by_key(|event| event.at);
        let last = events.len().saturating_sub(KEPT);
        let told = |event: &&Event| {
            let ago = now.saturating_sub(event.at);
            format!("{:>9} ms  {}", format!("-{}.{}", ago / 1_000, ago % 1_000 / 100), event.text)
        };
        events.iter().skip(last).map(told).collect()
    }
}
