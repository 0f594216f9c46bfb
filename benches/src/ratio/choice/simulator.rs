//! Replays an idea, with keys for numbers so that it takes seconds.

use std::collections::{HashMap, VecDeque};

use super::ideas::{Back, Idea, Small, Uses};
use crate::ratio::trace::Trace;

pub(super) fn replay(idea: &Idea, trace: &Trace) -> f64 {
    let mut numbers = HashMap::new();
    let requests: Vec<usize> = trace
        .requests
        .iter()
        .map(|request| {
            let next = numbers.len();
            *numbers.entry(*request).or_insert(next)
        })
        .collect();
    let mut cache = Simulated::new(idea, numbers.len(), trace.capacity());
    let hits = requests.iter().filter(|key| cache.request(**key)).count();
    hits as f64 * 100.0 / requests.len() as f64
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    Small,
    Main,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trial {
    #[default]
    None,
    UsedOnce,
    CameBack,
}

/// What is known of a key, whether it is there or not.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    place: Place,
    uses: u8,
    trial: Trial,
    /// When it came into its queue, in misses.
    came: u64,
    /// Which queue it left, and as which.
    left: Option<(Place, u64)>,
}

struct Simulated<'i> {
    idea: &'i Idea,
    known: Vec<Known>,
    capacity: usize,
    small: VecDeque<usize>,
    main: VecDeque<usize>,
    misses: u64,
    /// How many left each queue.
    departures: [u64; 2],
    part: f64,
    reach: f64,
    doubt: f64,
    credit: u32,
    is_filling: bool,
}

impl<'i> Simulated<'i> {
    fn new(idea: &'i Idea, keys: usize, capacity: usize) -> Self {
        let (Small::Fixed(part) | Small::AllMissed(part) | Small::JustMissed(part) | Small::JustMissedAndOfUse(part)) =
            idea.small;
        let reach = if let Back::Near(reach) = idea.back { reach } else { 1.0 };
        Self {
            idea,
            known: vec![Known::default(); keys],
            capacity,
            small: VecDeque::new(),
            main: VecDeque::new(),
            misses: 0,
            departures: [0; 2],
            part,
            reach,
            doubt: 0.0,
            credit: 0,
            is_filling: true,
        }
    }

    /// Whether it hits.
    fn request(&mut self, key: usize) -> bool {
        let known = &mut self.known[key];
        if known.place != Place::Nowhere {
            known.uses = self.idea.most_uses.min(known.uses + 1);
            return true;
        }
        self.misses += 1;
        let (mut place, trial) = self.place_of_newcomer(key);
        if self.small.len() + self.main.len() >= self.capacity {
            self.is_filling = false;
            place = self.make_room(place, trial);
        }
        self.known[key] = Known { place, uses: 0, trial, came: self.misses, left: None };
        self.push(place, key);
        false
    }

    fn place_of_newcomer(&mut self, key: usize) -> (Place, Trial) {
        let Known { came, left, .. } = self.known[key];
        if let Some((from, number)) = left {
            self.missed(from, self.departures[from as usize - 1] - number);
        }
        let age = self.misses - came;
        let is_back = left.is_some_and(|(from, number)| {
            let since = (self.departures[from as usize - 1] - number) as f64;
            from == Place::Small && since < self.idea.ghost * self.capacity as f64
        });
        let oldest = self.main.front().map_or(u64::MAX, |oldest| self.misses - self.known[*oldest].came);
        let is_near = match self.idea.back {
            Back::All | Back::IfUnused(_) => true,
            Back::Near(_) | Back::NearLearned => age as f64 <= self.reach * oldest as f64,
        };
        let bypasses = self.idea.bypass.is_some_and(|among| self.misses.is_multiple_of(among));
        if is_back && is_near {
            (Place::Main, Trial::CameBack)
        } else if bypasses || (self.idea.fills_main && self.is_filling) {
            (Place::Main, Trial::None)
        } else {
            (Place::Small, Trial::None)
        }
    }

    /// A key comes back after so many others that left the same queue.
    fn missed(&mut self, from: Place, since: u64) {
        let just = (since as f64) < (self.capacity as f64 / 20.0).max(1.0);
        let counts = match self.idea.small {
            Small::Fixed(_) => false,
            Small::AllMissed(_) => (since as f64) < self.idea.ghost * self.capacity as f64,
            Small::JustMissed(_) => just,
            Small::JustMissedAndOfUse(_) => just && (from == Place::Main || self.credit > 0),
        };
        let step = 1.0 / self.capacity as f64;
        if counts && from == Place::Small {
            self.credit = self.credit.saturating_sub(1);
            self.part = (self.part + step).min(0.5);
        } else if counts {
            self.part = (self.part - step).max(0.01);
        }
    }

    /// Says where the newcomer goes after all.
    fn make_room(&mut self, place: Place, trial: Trial) -> Place {
        if let (Back::IfUnused(steps), Trial::CameBack) = (self.idea.back, trial)
            && self.small.len() as f64 <= self.part * self.capacity as f64
        {
            for _ in 0..steps {
                if self.look_at_main() {
                    return Place::Main;
                }
            }
            self.evict();
            return Place::Small;
        }
        self.evict();
        place
    }

    fn evict(&mut self) {
        loop {
            let is_small_over = self.small.len() as f64 > self.part * self.capacity as f64;
            let evicted =
                if is_small_over || self.main.is_empty() { self.look_at_small() } else { self.look_at_main() };
            if evicted {
                return;
            }
        }
    }

    /// Whether the oldest of the small queue was evicted.
    fn look_at_small(&mut self) -> bool {
        let Some(key) = self.small.pop_front() else { return true };
        let uses = match self.idea.uses {
            Uses::Fixed(uses) => uses,
            Uses::Learned => 1 + u8::from(self.doubt > 0.0 && !self.misses.is_multiple_of(64)),
        };
        let known = &mut self.known[key];
        if known.uses < uses {
            self.leave(key, Place::Small);
            return true;
        }
        let trial = if known.uses == 1 { Trial::UsedOnce } else { Trial::None };
        *known = Known { place: Place::Main, uses: 0, trial, came: self.misses, left: None };
        self.credit = (self.credit + 1).min(16);
        self.main.push_back(key);
        false
    }

    /// Whether the oldest of the main queue was evicted.
    fn look_at_main(&mut self) -> bool {
        let Some(key) = self.main.pop_front() else { return false };
        let (step, known) = (1.0 / self.capacity as f64, &mut self.known[key]);
        match (std::mem::take(&mut known.trial), known.uses > 0) {
            (Trial::UsedOnce, true) => self.doubt = (self.doubt - 3.0 * step).max(-0.1),
            (Trial::UsedOnce, false) => self.doubt = (self.doubt + step).min(0.1),
            (Trial::CameBack, is_used) if matches!(self.idea.back, Back::NearLearned) => {
                self.reach = (self.reach + if is_used { 2.0 * step } else { -2.0 * step }).clamp(0.15, 1.0);
            }
            _ => (),
        }
        if known.uses == 0 {
            self.leave(key, Place::Main);
            return true;
        }
        known.uses -= 1;
        known.came = self.misses;
        self.main.push_back(key);
        false
    }

    fn leave(&mut self, key: usize, from: Place) {
        let count = &mut self.departures[from as usize - 1];
        *count += 1;
        let known = &mut self.known[key];
        (known.place, known.left) = (Place::Nowhere, Some((from, *count)));
    }

    fn push(&mut self, place: Place, key: usize) {
        if place == Place::Main {
            self.main.push_back(key);
        } else {
            self.small.push_back(key);
        }
    }
}
