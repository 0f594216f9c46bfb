//! A step: a name, what a person types to repeat it, and work that passes or fails.

mod call;
mod refusal;

use std::time::{Duration, Instant};

pub(crate) use self::call::Call;
pub(crate) use self::refusal::Refusal;

pub(crate) struct Step {
    name: String,
    /// The command that repeats it alone.
    repeat: String,
    work: Work,
}

type Work = Box<dyn FnOnce() -> Result<(), String>>;

impl Step {
    /// A command that must succeed.
    pub(crate) fn command(name: &str, call: Call) -> Self {
        let repeat = call.to_string();
        Self::check(name, &repeat, move || call.run())
    }

    /// A program that must refuse what it is shown.
    pub(crate) fn refusal(name: &str, repeat: &str, refusal: Refusal) -> Self {
        Self::check(name, repeat, move || refusal.run())
    }

    /// Work done in this process.
    pub(crate) fn check(name: &str, repeat: &str, work: impl FnOnce() -> Result<(), String> + 'static) -> Self {
        Self { name: name.to_owned(), repeat: repeat.to_owned(), work: Box::new(work) }
    }

    #[cfg(test)]
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run_all(steps: Vec<Step>) -> Result<(), String> {
    let total = steps.len();
    let begun = now();
    for (index, Step { name, repeat, work }) in steps.into_iter().enumerate() {
        let place = format!("[{}/{total}] {name}", index + 1);
        println!("\n{place}: {repeat}");
        let started = now();
        let result = work();
        let took = seconds(started.elapsed());
        match result {
            Ok(()) => println!("{place}: passed in {took}"),
            Err(why) => {
                return Err(format!("{place} failed after {took}: {why}\nxtask: to repeat this step: {repeat}"));
            }
        }
    }
    println!("\nall in {}", seconds(begun.elapsed()));
    println!("steps: {total} passed, 0 failed");
    Ok(())
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch for the person who waits; no cache is involved")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests;
