//! Readers of one entry that miss at once.

use crate::explore::explore;
use crate::readers::{Load, Readers};

const SCHEDULES: usize = 20_000;

#[test]
fn no_read_gets_less_than_what_was_committed_before_it_began() {
    explore(SCHEDULES, || async {
        let readers = Readers::new();
        let first = readers.spawn(|readers| async move { readers.read(Load::Succeeds).await.unwrap() });
        let mutation = readers.spawn(|readers| async move {
            readers.mutate().await;
            readers.read(Load::Succeeds).await.unwrap();
        });
        let second = readers.spawn(|readers| async move {
            readers.read(Load::Succeeds).await.unwrap();
            readers.read(Load::Succeeds).await.unwrap();
        });
        for task in [first, mutation, second] {
            task.await.unwrap();
        }
        readers.end().await;
    });
}

/// The last moment at which one might join: the value is there, and whether the store takes it is not known.
#[test]
fn who_comes_while_a_fill_is_on_its_way_does_not_take_its_value_unseen() {
    explore(4 * SCHEDULES, || async {
        let readers = Readers::new();
        let first = readers.spawn(|readers| async move { readers.read(Load::Succeeds).await.unwrap() });
        let mutation = readers.spawn(|readers| async move {
            readers.mutate_meanwhile(|| async { readers.read(Load::Succeeds).await.unwrap() }).await;
        });
        for task in [first, mutation] {
            task.await.unwrap();
        }
        readers.end().await;
    });
}

#[test]
fn readers_that_miss_at_once_load_once() {
    explore(SCHEDULES, || async {
        let readers = Readers::new();
        let reading: Vec<_> = (0..4)
            .map(|_| readers.spawn(|readers| async move { readers.read(Load::Succeeds).await.unwrap() }))
            .collect();
        for task in reading {
            task.await.unwrap();
        }
        assert_eq!(readers.loads(), 1);
        readers.end().await;
    });
}

#[test]
fn an_error_is_its_readers_own_and_the_next_one_loads() {
    explore(SCHEDULES, || async {
        let readers = Readers::new();
        let fails = readers.spawn(|readers| async move { drop(readers.read(Load::Fails).await) });
        let reading: Vec<_> = (0..3)
            .map(|_| readers.spawn(|readers| async move { readers.read(Load::Succeeds).await.unwrap() }))
            .collect();
        for task in reading.into_iter().chain([fails]) {
            task.await.unwrap();
        }
        assert!(readers.loads() <= 2, "one that failed, and one");
        readers.end().await;
    });
}

/// The clock stands still, so no timeout saves whoever waits: that would be a deadlock, which fails.
#[test]
fn a_leader_that_is_dropped_at_any_moment_leaves_nobody_waiting() {
    for polls in 0..4 {
        explore(SCHEDULES / 4, move || async move {
            let readers = Readers::new();
            let dropped = readers.spawn(move |readers| async move { readers.give_up_after(polls).await });
            let reading: Vec<_> = (0..3)
                .map(|_| readers.spawn(|readers| async move { readers.read(Load::Succeeds).await.unwrap() }))
                .collect();
            for task in reading.into_iter().chain([dropped]) {
                task.await.unwrap();
            }
            assert!(readers.loads() <= 2, "one that was dropped, and one");
            readers.end().await;
        });
    }
}

#[test]
fn however_many_loads_fail_at_most_four_run_at_once() {
    explore(SCHEDULES / 2, || async {
        let readers = Readers::new();
        let reading: Vec<_> =
            (0..8).map(|_| readers.spawn(|readers| async move { drop(readers.read(Load::Fails).await) })).collect();
        for task in reading {
            task.await.unwrap();
        }
        assert!(readers.most_at_once() <= 4);
        readers.end().await;
    });
}
