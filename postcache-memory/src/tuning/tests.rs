use super::{CREDIT, SAMPLE, Trial, Tuning};
use crate::shard::Queue;

/// Of a store with a thousand entries in its four shards.
const ENTRIES: usize = 250;

fn times(times: usize, mut act: impl FnMut()) {
    (0..times).for_each(|_| act());
}

/// The most entries that the small queue may have, of a thousand.
fn small(tuning: &Tuning) -> Option<u64> {
    (0..=1_000).rev().find(|part| !tuning.is_small_over(*part, 1_000 - part))
}

/// The age, in hundredths of that of the main queue's oldest entry, that is just near enough.
fn reach(tuning: &Tuning) -> Option<u32> {
    (0..=100).rev().find(|age| tuning.is_near(*age, 101))
}

/// Whether two uses are asked for, but in a sample.
fn doubts(tuning: &Tuning) -> bool {
    let once = (0..2 * SAMPLE).filter(|sequence| tuning.uses_asked(*sequence) == 1).count();
    once == 2
}

#[test]
fn a_store_is_filling_until_it_is_full_for_the_first_time() {
    let tuning = Tuning::new(4);
    assert!(tuning.is_filling());
    tuning.is_full();
    assert!(!tuning.is_filling());
}

#[test]
fn the_small_queue_grows_for_who_just_missed_it_but_only_as_often_as_entries_are_promoted_from_it() {
    let tuning = Tuning::new(4);
    assert_eq!(small(&tuning), Some(29));
    times(100, || tuning.just_missed(Queue::Small, ENTRIES));
    assert_eq!(small(&tuning), Some(29), "nobody was promoted");
    times(100, || {
        tuning.promoted();
        tuning.just_missed(Queue::Small, ENTRIES);
    });
    assert_eq!(small(&tuning), Some(129), "one more for each");
    times(100, || tuning.promoted());
    times(100, || tuning.just_missed(Queue::Small, ENTRIES));
    assert_eq!(small(&tuning), Some(129 + u64::from(CREDIT)), "promotions of long ago are no reason");
}

#[test]
fn it_shrinks_for_who_just_missed_the_main_one_and_stays_within_its_bounds() {
    let tuning = Tuning::new(4);
    times(1_000, || tuning.just_missed(Queue::Main, ENTRIES));
    assert_eq!(small(&tuning), Some(9));
    times(1_000, || {
        tuning.promoted();
        tuning.just_missed(Queue::Small, ENTRIES);
    });
    assert_eq!(small(&tuning), Some(499));
}

#[test]
fn who_comes_back_must_have_been_away_for_less_time_the_less_those_before_him_were_used_again() {
    let tuning = Tuning::new(4);
    assert_eq!(reach(&tuning), Some(100), "at first, not longer than the main queue's oldest entry");
    times(100, || tuning.tried(Trial::CameBack, false, ENTRIES));
    assert_eq!(reach(&tuning), Some(80));
    times(100, || {
        tuning.tried(Trial::CameBack, true, ENTRIES);
        tuning.tried(Trial::CameBack, false, ENTRIES);
    });
    assert_eq!(reach(&tuning), Some(80), "half of them is what is aimed at");
    times(1_000, || tuning.tried(Trial::CameBack, false, ENTRIES));
    assert_eq!(reach(&tuning), Some(15));
    times(1_000, || tuning.tried(Trial::CameBack, true, ENTRIES));
    assert_eq!(reach(&tuning), Some(100));
}

#[test]
fn one_use_is_enough_unless_three_of_four_that_were_used_once_are_not_used_again() {
    let tuning = Tuning::new(4);
    let mixed = |unused: usize| {
        times(200, || {
            tuning.tried(Trial::UsedOnce, true, ENTRIES);
            times(unused, || tuning.tried(Trial::UsedOnce, false, ENTRIES));
        });
    };
    mixed(2);
    assert!(!doubts(&tuning));
    mixed(4);
    assert!(doubts(&tuning));
    mixed(2);
    assert!(!doubts(&tuning), "no longer");
}

#[test]
fn what_stood_its_trial_teaches_nothing() {
    let tuning = Tuning::new(4);
    times(1_000, || tuning.tried(Trial::None, false, ENTRIES));
    assert_eq!((reach(&tuning), doubts(&tuning)), (Some(100), false));
}

#[test]
fn an_empty_shard_turns_no_dial_out_of_its_bounds() {
    let tuning = Tuning::new(4);
    tuning.just_missed(Queue::Main, 0);
    tuning.tried(Trial::CameBack, false, 0);
    assert_eq!((small(&tuning), reach(&tuning)), (Some(9), Some(15)));
}
