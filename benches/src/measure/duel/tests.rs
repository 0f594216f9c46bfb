use std::time::Duration;

use super::{Run, whole};
use crate::measure::Moment;

/// Runs from when to when, in microseconds.
fn runs(spans: &[(u64, u64)]) -> Vec<Run> {
    let zero = Moment::wall();
    let at = |micros| zero + Duration::from_micros(micros);
    spans.iter().map(|(from, to)| Run { away: 0.0, from: at(*from), to: at(*to) }).collect()
}

#[test]
fn threads_that_ran_at_the_same_time_count_from_the_first_start_to_the_last_end() {
    let timed = whole(&runs(&[(0, 100), (1, 104)]));
    assert!((timed.nanos - 104_000.0).abs() < 1.0);
    assert!(timed.undisturbed());
}

#[test]
fn threads_that_ran_one_after_the_other_gained_nothing_and_are_tried_again() {
    let timed = whole(&runs(&[(0, 100), (100, 200)]));
    assert!((timed.nanos - 200_000.0).abs() < 1.0);
    assert!(!timed.undisturbed());
}

#[test]
fn one_thread_is_disturbed_by_its_own_absence_alone() {
    let mut alone = runs(&[(0, 100)]);
    assert!(whole(&alone).undisturbed());
    alone[0].away = 0.2;
    assert!(!whole(&alone).undisturbed());
}
