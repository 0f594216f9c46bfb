//! Time of the wall, and of the processors that children of this process took.

use std::fs;
use std::time::{Duration, Instant};

pub(super) struct Spent {
    elapsed: Duration,
    /// Zero where the system does not tell.
    processor: f64,
}

impl Spent {
    pub(super) fn elapsed(&self) -> f64 {
        self.elapsed.as_secs_f64()
    }

    pub(super) fn processor(&self) -> f64 {
        self.processor
    }
}

pub(super) fn watch(work: impl FnOnce() -> Result<(), String>) -> Result<Spent, String> {
    let (begun, before) = (now(), of_children());
    work()?;
    let processor = of_children().zip(before).map_or(0.0, |(after, before)| after - before);
    Ok(Spent { elapsed: begun.elapsed(), processor })
}

/// Seconds of the processors that ended children took, theirs included: Linux counts them in hundredths.
fn of_children() -> Option<f64> {
    seconds(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// `cutime` and `cstime`, counted behind the name, which may hold anything.
fn seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13).map(str::parse::<f64>);
    Some((fields.next()?.ok()? + fields.next()?.ok()?) / 100.0)
}

#[expect(clippy::disallowed_methods, reason = "it measures a build")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn the_time_of_children_is_read_behind_a_name_with_spaces() {
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 11 12 150 50 20 0";
        assert_eq!(seconds(stat), Some(2.0));
        assert_eq!(seconds("7 (a) S 1"), None);
    }
}
