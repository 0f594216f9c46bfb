//! Runs a closure once for each schedule.

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner};

/// So many forced switches find every bug that needs no more of them to line up.
const DEPTH: usize = 3;

/// Tries so many schedules at random, and as many that switch seldom, at places chosen in advance.
pub(crate) fn explore(schedules: usize, scenario: impl Fn() + Send + Sync + Clone + 'static) {
    run(RandomScheduler::new(schedules), scenario.clone());
    run(PctScheduler::new(DEPTH, schedules), scenario);
}

fn run(scheduler: impl Scheduler + 'static, scenario: impl Fn() + Send + Sync + 'static) {
    let mut config = Config::new();
    config.stack_size = 256 << 10;
    // Every ordering is tried as if it were the strictest; here all weaker ones are of counts alone.
    config.silence_warnings = true;
    Runner::new(scheduler, config).run(scenario);
}
