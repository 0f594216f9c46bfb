//! Runs a future once for each schedule.

use shuttle::future::block_on;
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner};

/// So many forced switches find every bug that needs no more of them to line up.
const DEPTH: usize = 3;

/// Tries so many schedules at random, and as many that switch seldom, at places chosen in advance.
pub(crate) fn explore<F: Future<Output = ()> + 'static>(
    schedules: usize,
    scenario: impl Fn() -> F + Send + Sync + Clone + 'static,
) {
    run(RandomScheduler::new(schedules), scenario.clone());
    run(PctScheduler::new(DEPTH, schedules), scenario);
}

fn run<F: Future<Output = ()> + 'static>(
    scheduler: impl Scheduler + 'static,
    scenario: impl Fn() -> F + Send + Sync + 'static,
) {
    let mut config = Config::new();
    config.stack_size = 512 << 10;
    config.silence_warnings = true;
    Runner::new(scheduler, config).run(move || block_on(scenario()));
}
