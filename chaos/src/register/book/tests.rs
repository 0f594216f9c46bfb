use super::{Book, Ended};
use crate::clock;
use crate::terms::{COMMIT_TIMEOUT, FENCE_TTL, micros};
use crate::wire::{Commit, Fate, Kind, Violation, Who};

const WHO: Who = Who { worker: 1, life: 0, task: 2 };

fn commit(fenced: Option<u64>) -> Commit {
    Commit { mutation: 7, scope: 0, rows: vec![0], fenced, before_ms: 0, after_ms: 0, fate: Fate::Committed }
}

/// The floors of row 0 after one commit.
fn floors(fenced: Option<u64>, ended: Option<Ended>) -> (u64, u64) {
    let book = Book::new();
    let commit = commit(fenced);
    book.sent(WHO, &commit);
    book.apply(WHO, &commit, ended);
    let floors = book.floors(0);
    (floors.acked[0], floors.committed[0])
}

#[test]
fn what_has_not_returned_is_no_floor_unless_a_fence_stood_at_its_commit() {
    let now = clock::micros();
    assert_eq!(floors(None, None), (0, 0));
    assert_eq!(floors(Some(now), None), (0, 1));
    assert_eq!(floors(Some(now - micros(FENCE_TTL)), None), (0, 0), "its fence may have ended");
}

#[test]
fn a_commit_after_its_writers_end_counts_within_the_commit_timeout() {
    let now = clock::micros();
    assert_eq!(floors(Some(now), Some(Ended { seen: now, due: now })), (0, 1));
    let long_ago = now - micros(COMMIT_TIMEOUT);
    assert_eq!(floors(Some(now), Some(Ended { seen: long_ago, due: now })), (0, 0));
    assert_eq!(floors(Some(now), Some(Ended { seen: now - 300_000, due: now - 200_000 })), (0, 0), "starved");
}

#[test]
fn a_renewal_that_was_confirmed_in_time_keeps_the_fence() {
    let book = Book::new();
    let begun = clock::micros() - micros(FENCE_TTL);
    let commit = commit(Some(begun));
    book.sent(WHO, &commit);
    book.renewed(commit.mutation, clock::micros());
    book.apply(WHO, &commit, None);
    assert_eq!(book.floors(0).committed[0], 1);
}

#[test]
fn what_returned_is_a_floor_that_never_falls() {
    let book = Book::new();
    book.acknowledge(WHO, 0, &[(0, 5)]);
    book.acknowledge(WHO, 0, &[(0, 3)]);
    assert_eq!(book.floors(0).acked[0], 5);
    assert_eq!(book.floors(1).acked[0], 0, "another user's row is another row");
}

#[test]
fn losses_are_odd_while_they_last_and_another_number_after() {
    let book = Book::new();
    book.fault("FLUSHALL", Some(true));
    assert_eq!(book.floors(0).losses % 2, 1);
    book.fault("FLUSHALL: over", Some(false));
    book.fault("SCRIPT FLUSH", None);
    assert_eq!(book.floors(0).losses, 2);
}

#[test]
fn a_finding_is_shown_with_what_happened_to_its_row_and_to_everybody() {
    let book = Book::new();
    book.sample(WHO, 0, &[0]);
    book.fault("FLUSHALL", Some(true));
    book.sample(WHO, 0, &[1]);
    let history = Vec::new();
    let text = "stale".to_owned();
    book.violation(Violation { kind: Kind::BelowAcked, scope: 0, row: 0, text, who: WHO, history });
    let report = book.report();
    assert_eq!(report.violations, [(Kind::BelowAcked, 1)]);
    let history = &report.shown[0].history;
    assert_eq!(history.len(), 2, "{history:?}");
    assert!(history[0].contains("loads version 0") && history[1].contains("FLUSHALL"), "{history:?}");
}
