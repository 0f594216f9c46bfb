//! A step: a name, what a person types to repeat it, and work that passes, is skipped with a reason, or fails.

mod call;
mod refusal;

use std::time::{Duration, Instant};

pub(crate) use self::call::Call;
pub(crate) use self::refusal::Refusal;

pub(crate) struct Step {
    name: String,
    /// The command that repeats it alone, or the reason why it is skipped.
    note: String,
    work: Option<Work>,
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
        Self { name: name.to_owned(), note: repeat.to_owned(), work: Some(Box::new(work)) }
    }

    /// A step that cannot run yet. It is announced and counted, so that its absence is seen.
    pub(crate) fn skipped(name: &str, why: &str) -> Self {
        Self { name: name.to_owned(), note: why.to_owned(), work: None }
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
    let mut skipped = Vec::new();
    for (index, Step { name, note, work }) in steps.into_iter().enumerate() {
        let place = format!("[{}/{total}] {name}", index + 1);
        println!("\n{place}: {note}");
        let Some(work) = work else {
            println!("{place}: skipped");
            skipped.push(name);
            continue;
        };
        let started = now();
        let result = work();
        let took = seconds(started.elapsed());
        match result {
            Ok(()) => println!("{place}: passed in {took}"),
            Err(why) => {
                return Err(format!("{place} failed after {took}: {why}\nxtask: to repeat this step: {note}"));
            }
        }
    }
    println!("\nall in {}", seconds(begun.elapsed()));
    if !skipped.is_empty() {
        println!("not run: {}", skipped.join(", "));
    }
    println!("steps: {} passed, 0 failed, {} skipped", total - skipped.len(), skipped.len());
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
