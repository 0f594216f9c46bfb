use super::{Bound, Row, Verdict};
use crate::check::{failures, table};
use crate::measure::Spread;

fn row(figures: &[f64]) -> Row {
    Row::measured("a hit", Spread::of(figures.to_vec()), Bound::AtMost(0.40), Bound::AtMost(0.33))
}

#[test]
fn a_row_meets_its_goal_or_its_must_or_misses() {
    assert_eq!(row(&[0.33, 0.33, 0.33]).verdict, Verdict::Goal);
    assert_eq!(row(&[0.40, 0.39, 0.40]).verdict, Verdict::Must);
    assert_eq!(row(&[0.41, 0.41, 0.41]).verdict, Verdict::Missed);
}

#[test]
fn wide_quartiles_resolve_nothing_however_good_the_median() {
    let wide = row(&[0.10, 0.20, 0.20, 0.20, 0.30, 0.30, 0.10]);
    assert_eq!(wide.verdict, Verdict::Unresolved);
    let narrow = row(&[0.19, 0.20, 0.20, 0.20, 0.21]);
    assert_eq!(narrow.verdict, Verdict::Goal);
}

#[test]
fn a_bound_can_be_from_below() {
    let scaling = |value| Row::counted("threads", value, Some(Bound::AtLeast(1.8)), Some(Bound::AtLeast(1.95)));
    let verdicts = [1.96, 1.8, 1.79].map(|value| scaling(value).verdict);
    assert_eq!(verdicts, [Verdict::Goal, Verdict::Must, Verdict::Missed]);
}

#[test]
fn a_row_without_a_must_cannot_fail() {
    let late = Row::counted("p99.9", 9.0, None, Some(Bound::AtMost(1.5)));
    assert_eq!(late.verdict, Verdict::NoGoal);
    assert!(failures(&[late]).is_ok());
}

#[test]
fn the_check_fails_by_what_is_missed_and_by_what_is_unresolved() {
    let good = row(&[0.3; 31]);
    assert!(failures(std::slice::from_ref(&good)).is_ok());
    assert!(failures(&[good.clone(), row(&[0.5; 31])]).unwrap_err().contains("1 of 2"));
    let absent = Row::unresolved("hit ratio", Bound::AtLeast(57.5), "no traces");
    assert!(failures(&[good, absent]).is_err());
}

#[test]
fn a_row_shows_must_goal_and_measured_side_by_side() {
    assert!(table(&[row(&[0.35; 31])]).contains("| a hit | <= 0.4 | <= 0.33 | 0.35 (0.35..0.35) | must |"));
}
