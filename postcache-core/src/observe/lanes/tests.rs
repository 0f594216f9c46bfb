use std::sync::Barrier;
use std::thread;

use super::*;

fn add_many(lanes: &Lanes, times: usize) {
    for _ in 0..times {
        lanes.here().add(ReadOutcome::Hit);
    }
}

#[test]
fn no_count_is_lost_whether_or_not_there_is_a_lane_for_each_thread() {
    let counts = Lanes::new("test");
    let threads = lanes() + 8;
    let all_there = Barrier::new(threads);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                // All at once, so that some threads find no lane.
                let is_own = counts.here().is_own;
                all_there.wait();
                add_many(&counts, 10_000);
                counts.here().add(ReadOutcome::Miss);
                assert_eq!(counts.here().is_own, is_own);
            });
        }
    });
    assert_eq!(counts.sum(ReadOutcome::Hit), threads as u64 * 10_000);
    assert_eq!(counts.sum(ReadOutcome::Miss), threads as u64);
    assert!(counts.common.of(ReadOutcome::Miss).is_some_and(|count| count.load(Relaxed) > 0), "some had none");
}

#[test]
fn a_lane_is_used_again_by_the_next_thread_and_keeps_its_count() {
    let counts = Lanes::new("test");
    for _ in 0..1_000 {
        thread::scope(|scope| {
            scope.spawn(|| add_many(&counts, 3));
        });
    }
    assert_eq!(counts.sum(ReadOutcome::Hit), 3_000);
}
