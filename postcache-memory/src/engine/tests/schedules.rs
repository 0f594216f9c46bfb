//! The same at rest, in whatever order the operations of several threads came.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use shuttle::scheduler::RandomScheduler;
use shuttle::{Config, Runner, thread};

use super::{Bench, Step};

const SCHEDULES: usize = 4_000;
const THREADS: u64 = 3;
const STEPS: usize = 30;

#[test]
fn every_count_is_exact_at_rest() {
    static RUN: AtomicU64 = AtomicU64::new(0);
    let mut config = Config::new();
    config.stack_size = 256 << 10;
    config.silence_warnings = true;
    Runner::new(RandomScheduler::new(SCHEDULES), config).run(|| {
        let (bench, run) = (Arc::new(Bench::new()), RUN.fetch_add(1, Relaxed));
        let running: Vec<_> = (0..THREADS)
            .map(|number| {
                let (bench, steps) = (Arc::clone(&bench), steps(run * THREADS + number));
                thread::spawn(move || bench.run(&steps, |_| ()))
            })
            .collect();
        running.into_iter().for_each(|thread| thread.join().unwrap());
        bench.recount();
    });
}

/// Different for each seed.
fn steps(seed: u64) -> Vec<Step> {
    let mut state = seed;
    let mut next = || {
        state = (state ^ (state >> 31)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (state >> 56) as u8
    };
    (0..STEPS).map(|_| (next(), next(), next(), next())).collect()
}
