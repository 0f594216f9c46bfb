//! Contenders that take turns, so that drift of the machine hits all alike.

use std::hint::black_box;
use std::time::Instant;

use crate::cli::Options;
use crate::table::Row;

/// One way to do the same work: does it `times` times and returns a checksum of what it found.
pub(crate) struct Contender {
    pub(crate) name: &'static str,
    work: Box<dyn FnMut(usize) -> u64>,
    before: Option<Box<dyn FnMut()>>,
}

impl Contender {
    pub(crate) fn new(name: &'static str, work: impl FnMut(usize) -> u64 + 'static) -> Self {
        Self { name, work: Box::new(work), before: None }
    }

    /// What has to be done again before each turn, and is not measured.
    pub(crate) fn before(mut self, before: impl FnMut() + 'static) -> Self {
        self.before = Some(Box::new(before));
        self
    }

    fn turn(&mut self, times: usize) -> (f64, u64) {
        match &mut self.before {
            Some(before) => before(),
            None => {
                black_box((self.work)(times / 2));
            }
        }
        let start = now();
        let sum = black_box((self.work)(times));
        (start.elapsed().as_nanos() as f64 / times as f64, sum)
    }
}

/// A comparison. Ratios are to the first contender.
pub(crate) struct Bench {
    name: String,
    /// Operations in a turn, which is warmed up by half as many where nothing has to be made ready.
    chunk: usize,
    rounds: usize,
    prepare: Box<dyn Fn() -> Vec<Contender>>,
}

impl Bench {
    pub(crate) fn new(name: String, chunk: usize, prepare: impl Fn() -> Vec<Contender> + 'static) -> Self {
        Self { name, chunk, rounds: usize::MAX, prepare: Box::new(prepare) }
    }

    pub(crate) fn at_most(self, rounds: usize) -> Self {
        Self { rounds, ..self }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn run(&self, options: &Options) {
        let mut contenders = (self.prepare)();
        let rounds = options.rounds().min(self.rounds);
        let mut nanos = vec![Vec::with_capacity(rounds); contenders.len()];
        let mut checks = vec![0_u64; contenders.len()];
        for round in 0..rounds {
            for (at, contender) in contenders.iter_mut().enumerate() {
                let (took, sum) = contender.turn(self.chunk);
                nanos[at].push(took);
                checks[at] = checks[at].wrapping_add(sum);
            }
            if (round + 1).is_multiple_of(10) {
                eprintln!("{}: round {} of {}", self.name, round + 1, rounds);
            }
        }
        assert!(checks.iter().all(|check| *check == checks[0]), "{}: the contenders found different things", self.name);
        let first = nanos[0].clone();
        for (contender, nanos) in contenders.iter().zip(nanos) {
            println!("{}", Row::new(&self.name, contender.name, nanos, &first));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "it measures")]
fn now() -> Instant {
    Instant::now()
}
