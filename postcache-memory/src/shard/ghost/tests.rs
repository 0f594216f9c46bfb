use super::{Ghost, Returned};
use crate::shard::Queue;

/// The shard is as large as this.
const ENTRIES: usize = 100;

#[test]
fn who_left_is_recalled_once_with_the_queue_that_he_left_and_his_age() {
    let mut ghost = Ghost::new();
    assert_eq!(ghost.recall(1, 5, ENTRIES), None);
    ghost.remember(1, Queue::Small, 10, 30, ENTRIES);
    ghost.remember(2, Queue::Main, 10, 40, ENTRIES);
    assert_eq!(ghost.recall(1, 50, ENTRIES), Some(Returned { from: Queue::Small, age: 40, just_left: true }));
    assert_eq!(ghost.recall(1, 50, ENTRIES), None);
    assert_eq!(ghost.recall(2, 50, ENTRIES).map(|returned| returned.from), Some(Queue::Main));
}

#[test]
fn he_just_left_if_fewer_than_a_twentieth_of_the_shard_left_the_same_queue_after_him() {
    for (after, just_left) in [(4, true), (5, false)] {
        let mut ghost = Ghost::new();
        ghost.remember(1_000, Queue::Small, 1, 1, ENTRIES);
        for other in 0..after {
            ghost.remember(other, Queue::Small, 1, 2, ENTRIES);
        }
        for other in 50..60 {
            ghost.remember(other, Queue::Main, 1, 2, ENTRIES);
        }
        let returned = ghost.recall(1_000, 3, ENTRIES).unwrap();
        assert_eq!((returned.from, returned.just_left), (Queue::Small, just_left), "after {after}");
    }
}

#[test]
fn ages_are_told_across_the_end_of_the_short_numbers() {
    let mut ghost = Ghost::new();
    let came = u64::from(u32::MAX) - 3;
    ghost.remember(7, Queue::Small, came, came + 2, ENTRIES);
    assert_eq!(ghost.recall(7, came + 10, ENTRIES).map(|returned| returned.age), Some(10));
}

/// How many of these are remembered.
fn recalled(ghost: &mut Ghost, which: std::ops::Range<u32>) -> usize {
    which.filter(|hash| ghost.recall(hash.wrapping_mul(0x9E37_79B9), 10_000, ENTRIES).is_some()).count()
}

#[test]
fn the_oldest_are_forgotten_first_and_as_many_as_the_shard_has_entries_are_kept() {
    let mut ghost = Ghost::new();
    for number in 0..2_000_u32 {
        let (hash, moment) = (number.wrapping_mul(0x9E37_79B9), u64::from(number));
        ghost.remember(hash, Queue::Small, moment, moment + 3, ENTRIES);
    }
    assert!(recalled(&mut ghost, 1_900..2_000) >= 95);
    assert!(recalled(&mut ghost, 0..1_000) <= 10);
}

#[test]
fn a_shard_that_grows_remembers_more() {
    let mut ghost = Ghost::new();
    for number in 0..4_000_u32 {
        let (hash, moment) = (number.wrapping_mul(0x9E37_79B9), u64::from(number));
        ghost.remember(hash, Queue::Small, moment, moment + 3, if number < 100 { 10 } else { 2_000 });
    }
    assert!(recalled(&mut ghost, 2_000..4_000) >= 1_900);
}
