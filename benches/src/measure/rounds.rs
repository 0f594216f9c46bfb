//! Contenders that take turns, so that drift of the machine hits all alike.

use std::hint::black_box;

use super::{Moment, Spread, Timed, fresh_slice, until_undisturbed};
use crate::report::{Comparison, Measured};

/// A disturbed turn is repeated so often.
const ATTEMPTS: usize = 8;

type Work = Box<dyn FnMut(usize, usize) -> u64>;

/// One way to do the same work.
pub(crate) struct Contender {
    pub(crate) name: String,
    work: Work,
    before: Option<Box<dyn FnMut()>>,
}

impl Contender {
    /// `work(from, times)` does the operations from that number on, so many of them, and returns a checksum of what it found.
    pub(crate) fn new(name: impl Into<String>, work: impl FnMut(usize, usize) -> u64 + 'static) -> Self {
        Self { name: name.into(), work: Box::new(work), before: None }
    }

    /// What has to be done again before each turn, and is not measured.
    pub(crate) fn before(mut self, before: impl FnMut() + 'static) -> Self {
        self.before = Some(Box::new(before));
        self
    }

    fn turn(&mut self, from: usize, times: usize) -> (Timed, u64) {
        if let Some(before) = &mut self.before {
            before();
            fresh_slice();
        } else {
            fresh_slice();
            black_box((self.work)(from + times, times / 2));
        }
        let start = Moment::now();
        let sum = black_box((self.work)(black_box(from), black_box(times)));
        (start.elapsed(), sum)
    }
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) rounds: usize,
    /// Turns of each contender in a round.
    pub(crate) turns: usize,
}

/// A comparison. Ratios are to the first contender.
pub(crate) struct Bench {
    name: String,
    note: &'static str,
    /// Operations in a turn, which is warmed up by half as many where nothing has to be made ready.
    chunk: usize,
    contenders: Vec<Contender>,
    figure: fn(&[f64]) -> f64,
}

impl Bench {
    pub(crate) fn new(name: impl Into<String>, chunk: usize, contenders: Vec<Contender>) -> Self {
        Self { name: name.into(), note: "", chunk, contenders, figure: figure_of }
    }

    pub(crate) fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// Some operations leave work for later ones, a write above all: what a turn in four has to do counts too.
    pub(crate) fn amortised(self) -> Self {
        Self { figure: mean, ..self }
    }

    pub(crate) fn run(mut self, pace: Pace) -> Comparison {
        let count = self.contenders.len();
        let mut nanos = vec![Vec::with_capacity(pace.rounds); count];
        let mut checks = vec![0_u64; count];
        for round in 0..pace.rounds {
            let mut turns = vec![Vec::with_capacity(pace.turns); count];
            for turn in 0..pace.turns {
                let from = (round * pace.turns + turn) * self.chunk;
                for place in 0..count {
                    // Nobody is always the one that comes after the same other.
                    let at = (place + round + turn) % count;
                    let contender = &mut self.contenders[at];
                    let (timed, sum) = until_undisturbed(ATTEMPTS, || contender.turn(from, self.chunk));
                    turns[at].push(timed.nanos / self.chunk as f64);
                    checks[at] = checks[at].wrapping_add(sum);
                }
            }
            for (nanos, turns) in nanos.iter_mut().zip(turns) {
                nanos.push((self.figure)(&turns));
            }
            progress(&self.name, round + 1, pace.rounds);
        }
        for (contender, check) in self.contenders.iter().zip(&checks) {
            assert_eq!(*check, checks[0], "{}: {} found something else", self.name, contender.name);
        }
        let names = self.contenders.into_iter().map(|contender| contender.name);
        let rows = names.zip(nanos).map(|(contender, rounds)| Measured { contender, rounds }).collect();
        Comparison { name: self.name, note: self.note.into(), unit: "ns/op".into(), rows }
    }
}

/// What a round says of its turns: their lower quartile, for whatever else the machine does only ever adds.
pub(super) fn figure_of(turns: &[f64]) -> f64 {
    Spread::of(turns.to_vec()).q1
}

fn mean(turns: &[f64]) -> f64 {
    turns.iter().sum::<f64>() / turns.len() as f64
}

pub(super) fn progress(name: &str, round: usize, rounds: usize) {
    if round.is_multiple_of(10) || round == rounds {
        eprintln!("{name}: round {round} of {rounds}");
    }
}
