//! What the counts mean: whether the blog may be trusted, and if not, what seems to be broken.

use super::report::Report;

/// Reads that the cache answered: with fewer the check says nothing about a cache.
const HITS: usize = 1_000;
/// Mutations during which something was loaded that they changed: with fewer it says nothing about freshness.
const MET: usize = 100;
const ATTEMPTS: usize = 50;
const CANCELLED: usize = 50;

/// The first word says what is broken, as far as answers tell.
///
/// A stale answer has two explanations, which the journal of the run tells apart. Its entry was loaded while the missing
/// mutation ran, and stored after it: a load outlived a mutation (*stale*). Or it was not loaded then, so it had been there
/// before, and the mutation did not remove it (*lost-invalidation*); one such answer is enough, because a load beside the
/// mutation may have been chance.
pub(super) fn verdict(report: &Report) -> Result<(), String> {
    let found = &report.found;
    if let Some(example) = found.foreign.first() {
        return Err(format!(
            "foreign: {} answers showed or changed what is another user's: {example}",
            found.foreign.len()
        ));
    }
    let stale = found.stale.len();
    if report.not_loaded_beside > 0 {
        return Err(format!(
            "lost-invalidation: {} of {stale} stale answers had been cached before the mutation that they lack, and outlived it",
            report.not_loaded_beside
        ));
    }
    if stale > 0 {
        return Err(format!(
            "stale: {stale} answers had been loaded while the mutation that they lack ran, and outlived it"
        ));
    }
    for (what, found) in [("wrong", &found.wrong), ("failed", &found.failed)] {
        if let Some(example) = found.first() {
            return Err(format!("{what}: {} answers, such as: {example}", found.len()));
        }
    }
    covered(report)
}

/// Whether enough happened for the absence of findings to mean something.
fn covered(report: &Report) -> Result<(), String> {
    let wanted = [
        ("hits", report.hits, HITS),
        ("mutations that met a load in flight", report.met, MET),
        ("attempts on another's post", report.attempts, ATTEMPTS),
        ("cancelled requests", report.cancelled, CANCELLED),
    ];
    for (what, seen, least) in wanted {
        if seen < least {
            let why = if report.late { " in time" } else { "" };
            return Err(format!("coverage: {seen} {what}{why}, of at least {least}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
