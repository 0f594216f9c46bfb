use std::time::Duration;

use super::super::findings::{Found, Stale};
use super::super::journal::{Change, Entry, Row};
use super::super::report::Report;
use super::verdict;

fn report(found: Found, not_loaded_beside: usize) -> Report {
    Report {
        processes: 1,
        requests: 6_000,
        reads: 4_000,
        hits: 2_000,
        queries: 2_500,
        mutations: 900,
        met: 300,
        cancelled: 150,
        attempts: 200,
        refused_fills: 400,
        found,
        not_loaded_beside,
        late: false,
        took: Duration::from_secs(5),
    }
}

fn stale() -> Vec<Stale> {
    vec![Stale { user: 1, entry: Entry::Post(7), missed: Some(Change { row: Row::Post(7), version: 2 }) }; 3]
}

fn word(report: &Report) -> String {
    verdict(report).unwrap_err().split(':').next().unwrap().to_owned()
}

#[test]
fn a_run_that_found_nothing_and_saw_enough_passes() {
    assert_eq!(verdict(&report(Found::default(), 0)), Ok(()));
}

#[test]
fn what_is_broken_is_the_first_word() {
    let one = || vec!["example".to_owned()];
    assert_eq!(word(&report(Found { foreign: one(), stale: stale(), ..Found::default() }, 1)), "foreign");
    assert_eq!(word(&report(Found { stale: stale(), ..Found::default() }, 1)), "lost-invalidation");
    assert_eq!(word(&report(Found { stale: stale(), ..Found::default() }, 0)), "stale");
    assert_eq!(word(&report(Found { wrong: one(), ..Found::default() }, 0)), "wrong");
    assert_eq!(word(&report(Found { failed: one(), ..Found::default() }, 0)), "failed");
}

#[test]
fn a_run_that_saw_too_little_fails() {
    for thin in [
        Report { hits: 999, ..report(Found::default(), 0) },
        Report { met: 99, ..report(Found::default(), 0) },
        Report { attempts: 0, ..report(Found::default(), 0) },
        Report { cancelled: 0, ..report(Found::default(), 0) },
    ] {
        assert_eq!(word(&thin), "coverage");
    }
}
