use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::thread;

use super::{MEETINGS, ShardLock};

/// By a thread that never read before.
fn read_elsewhere(lock: &ShardLock<u64>) -> u64 {
    thread::scope(|scope| scope.spawn(|| lock.read(|value| *value)).join()).unwrap()
}

fn lent(value: u64) -> ShardLock<u64> {
    let lock = ShardLock::new(value);
    for _ in 0..MEETINGS {
        assert_eq!(read_elsewhere(&lock), value);
    }
    assert!(lock.is_lent());
    lock
}

impl ShardLock<u64> {
    fn is_lent(&self) -> bool {
        let home = self.home.write();
        let lanes = self.lanes.get().into_iter().flatten();
        let full = lanes.filter(|lane| lane.0.read().is_some()).count();
        assert_eq!(full, if home.lent.is_some() { self.lanes.get().unwrap().len() } else { 0 });
        home.lent.is_some()
    }
}

#[test]
fn what_one_thread_reads_stays_where_it_is() {
    let lock = ShardLock::new(7);
    for _ in 0..1_000 * MEETINGS {
        assert_eq!(lock.read(|value| *value), 7);
    }
    assert!(!lock.is_lent());
}

#[test]
fn what_several_threads_read_is_lent_and_reads_the_same() {
    let lock = lent(7);
    assert_eq!(lock.read(|value| *value), 7);
    assert_eq!(read_elsewhere(&lock), 7);
}

#[test]
fn a_write_takes_everything_back_and_is_read_by_all() {
    let lock = lent(7);
    lock.write(|value| *value += 1);
    assert!(!lock.is_lent());
    assert_eq!(lock.read(|value| *value), 8);
    assert_eq!(read_elsewhere(&lock), 8);
}

#[test]
fn what_is_written_again_and_again_is_never_lent() {
    let lock = ShardLock::new(0);
    for round in 0..8 {
        for _ in 1..MEETINGS {
            assert_eq!(read_elsewhere(&lock), round);
        }
        assert!(!lock.is_lent());
        lock.write(|value| *value += 1);
    }
}

#[test]
fn it_is_lent_again_after_a_write() {
    let lock = lent(7);
    lock.write(|value| *value = 9);
    for _ in 0..MEETINGS {
        assert_eq!(read_elsewhere(&lock), 9);
    }
    assert!(lock.is_lent());
    assert_eq!(lock.read(|value| *value), 9);
}

#[test]
fn a_writer_waits_for_a_reader_in_a_lane() {
    let lock = lent(7);
    let (is_reading, (inside, is_inside), (leave, may_leave)) = (AtomicBool::new(false), channel(), channel::<()>());
    thread::scope(|scope| {
        let (lock, is_reading) = (&lock, &is_reading);
        scope.spawn(move || {
            lock.read(|_| {
                is_reading.store(true, SeqCst);
                inside.send(()).unwrap();
                may_leave.recv().unwrap();
                is_reading.store(false, SeqCst);
            });
        });
        is_inside.recv().unwrap();
        let writer = scope.spawn(|| {
            lock.write(|value| {
                assert!(!is_reading.load(SeqCst));
                *value += 1;
            });
        });
        // The hint goes first, so that whoever sees it gone knows that the writer is on his way through the lanes.
        while lock.is_lent.load(SeqCst) {
            thread::yield_now();
        }
        leave.send(()).unwrap();
        writer.join().unwrap();
    });
    assert_eq!(lock.read(|value| *value), 8);
}

#[test]
fn who_finds_nothing_in_his_lane_waits_at_home_without_its_lock() {
    let lock = lent(7);
    lock.write(|value| *value = 8);
    lock.is_lent.store(true, SeqCst);
    let value = lock.read(|value| {
        for lane in lock.lanes.get().unwrap() {
            // One that this reader holds would not be had.
            drop(lane.0.write());
        }
        *value
    });
    assert_eq!(value, 8);
}

#[test]
fn a_panic_under_the_lock_harms_nobody_else() {
    let lock = lent(7);
    let read = thread::scope(|scope| scope.spawn(|| lock.read(|_| panic!("as a test"))).join());
    assert!(read.is_err());
    let written = thread::scope(|scope| scope.spawn(|| lock.write(|_| panic!("as a test"))).join());
    assert!(written.is_err());
    lock.write(|value| *value += 1);
    assert_eq!(read_elsewhere(&lock), 8);
}

#[test]
fn nothing_is_lost_while_it_is_lent_and_taken_back_under_load() {
    const WRITES: u64 = 100;
    let lock = ShardLock::new(0);
    let has_ended = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut least = 0;
                while !has_ended.load(SeqCst) {
                    let now = lock.read(|value| *value);
                    assert!(now >= least, "what was read once is not forgotten");
                    least = now;
                    thread::yield_now();
                }
            });
        }
        let write = || {
            for _ in 0..WRITES {
                while !lock.is_lent.load(SeqCst) {
                    thread::yield_now();
                }
                let written = lock.write(|value| {
                    *value += 1;
                    *value
                });
                assert!(lock.read(|value| *value) >= written, "a write that has ended is read");
            }
        };
        let writers = [scope.spawn(write), scope.spawn(write)];
        let ended = writers.map(thread::ScopedJoinHandle::join);
        has_ended.store(true, SeqCst);
        for writer in ended {
            writer.unwrap();
        }
    });
    assert_eq!(lock.read(|value| *value), 2 * WRITES);
}
