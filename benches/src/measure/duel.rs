//! The same work by one thread, and by two at once.

#[cfg(test)]
mod tests;

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};
use std::time::Instant;

use super::rounds::{figure_of, progress};
use super::{Moment, Pace, Timed, fresh_slice, pin, until_undisturbed};
use crate::report::{Comparison, Measured};

/// Operations from a number on, so many of them, as one of the threads; returns a checksum.
pub(crate) type Load = Arc<dyn Fn(usize, usize, usize) -> u64 + Send + Sync>;

pub(crate) struct Duellist {
    name: String,
    load: Load,
}

impl Duellist {
    pub(crate) fn new(name: impl Into<String>, load: Load) -> Self {
        Self { name: name.into(), load }
    }
}

/// Contenders in interleaved rounds, each alone and then with a second thread beside it.
pub(crate) struct Duel {
    name: String,
    note: &'static str,
    chunk: usize,
    duellists: Vec<Duellist>,
    /// Nothing is written, so everybody must find the same.
    reads_only: bool,
}

const THREADS: usize = 2;

/// Threads that run at the same time need not end at the same moment.
const UNEVEN: f64 = 0.1;

/// It is harder to get two processors undisturbed than one.
const ATTEMPTS: usize = 24;

impl Duel {
    pub(crate) fn new(name: impl Into<String>, chunk: usize, duellists: Vec<Duellist>) -> Self {
        Self { name: name.into(), note: "", chunk, duellists, reads_only: false }
    }

    pub(crate) fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// Whoever finds something else than the others is wrong.
    pub(crate) fn reads_only(self) -> Self {
        Self { reads_only: true, ..self }
    }

    /// Two comparisons: nanoseconds of each thread for an operation with two at work, and how many times the operations of
    /// one thread two of them do.
    pub(crate) fn run(self, pace: Pace) -> [Comparison; 2] {
        let count = self.duellists.len();
        let (mut both, mut gain) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut checks = vec![0_u64; count];
        for round in 0..pace.rounds {
            let mut turns = vec![(Vec::new(), Vec::new()); count];
            for turn in 0..pace.turns {
                let from = (round * pace.turns + turn) * self.chunk;
                for place in 0..count {
                    let at = (place + round + turn) % count;
                    let load = &self.duellists[at].load;
                    let (alone, _) = until_undisturbed(ATTEMPTS, || together(1, load, from, self.chunk));
                    let (two, sum) = until_undisturbed(ATTEMPTS, || together(THREADS, load, from, self.chunk));
                    checks[at] = checks[at].wrapping_add(sum);
                    turns[at].0.push(alone.nanos / self.chunk as f64);
                    turns[at].1.push(two.nanos / self.chunk as f64);
                }
            }
            for (at, (alone, two)) in turns.into_iter().enumerate() {
                let (alone, two) = (figure_of(&alone), figure_of(&two));
                both[at].push(two);
                gain[at].push(THREADS as f64 * alone / two);
            }
            progress(&self.name, round + 1, pace.rounds);
        }
        for (one, check) in self.duellists.iter().zip(&checks).filter(|_| self.reads_only) {
            assert_eq!(*check, checks[0], "{}: {} found something else", self.name, one.name);
        }
        let rows = |figures: Vec<Vec<f64>>| {
            let names = self.duellists.iter().map(|one| one.name.clone());
            names.zip(figures).map(|(contender, rounds)| Measured { contender, rounds }).collect()
        };
        let note = || self.note.into();
        [
            Comparison { name: self.name.clone(), note: note(), unit: "ns/op".into(), rows: rows(both) },
            Comparison {
                name: format!("{}: two threads by one", self.name),
                note: note(),
                unit: "x".into(),
                rows: rows(gain),
            },
        ]
    }
}

/// From the first thread's start to the last one's end. Disturbed if any was, and if they did not run at the same time: on
/// a loaded machine the second may come when the first has gone.
fn together(threads: usize, load: &Load, from: usize, chunk: usize) -> (Timed, u64) {
    let (start, ready) = (Barrier::new(threads), AtomicUsize::new(0));
    let one = |thread: usize| {
        pin(thread);
        black_box(load(thread, from + chunk, chunk / 2));
        fresh_slice();
        start.wait();
        // A barrier wakes its threads one after the other.
        ready.fetch_add(1, SeqCst);
        while ready.load(SeqCst) < threads {
            std::hint::spin_loop();
        }
        let begun = Moment::now();
        let sum = black_box(load(thread, black_box(from), black_box(chunk)));
        (Run { away: begun.elapsed().away, from: begun.at(), to: Moment::wall() }, sum)
    };
    std::thread::scope(|scope| {
        let one = &one;
        let workers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || one(thread))).collect();
        let (runs, sums): (Vec<Run>, Vec<u64>) =
            workers.into_iter().map(|worker| worker.join().expect("a load does not panic")).unzip();
        (whole(&runs), sums.into_iter().fold(0, |all, sum| all ^ sum))
    })
}

/// When one thread began and ended.
#[derive(Clone, Copy)]
struct Run {
    away: f64,
    from: Instant,
    to: Instant,
}

fn whole(runs: &[Run]) -> Timed {
    let first = |pick: fn(&Run) -> Instant| runs.iter().map(pick).min();
    let last = |pick: fn(&Run) -> Instant| runs.iter().map(pick).max();
    let span = |from: Option<Instant>, to: Option<Instant>| {
        from.zip(to).map_or(0.0, |(from, to)| to.saturating_duration_since(from).as_nanos() as f64)
    };
    let nanos = span(first(|run| run.from), last(|run| run.to));
    let at_once = span(last(|run| run.from), first(|run| run.to));
    let alone = if runs.len() > 1 { 1.0 - at_once / nanos - UNEVEN } else { 0.0 };
    let away = runs.iter().map(|run| run.away).fold(alone, f64::max);
    Timed { nanos, away }
}
