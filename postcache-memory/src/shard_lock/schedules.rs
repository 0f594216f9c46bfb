//! Readers and writers that lend and take back at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};

use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner, thread};

use super::ShardLock;

const SCHEDULES: usize = 20_000;

struct Seen {
    lock: ShardLock<u64>,
    /// Writes that have ended.
    written: AtomicU64,
    reading: AtomicUsize,
    writing: AtomicUsize,
}

impl Seen {
    fn read(&self) {
        let least = self.written.load(SeqCst);
        let found = self.lock.read(|value| {
            self.reading.fetch_add(1, SeqCst);
            thread::yield_now();
            assert_eq!(self.writing.load(SeqCst), 0, "a reader and a writer at once");
            self.reading.fetch_sub(1, SeqCst);
            *value
        });
        assert!(found >= least, "read {found} after {least} was written");
    }

    fn write(&self) {
        let written = self.lock.write(|value| {
            assert_eq!(self.writing.fetch_add(1, SeqCst), 0, "two writers at once");
            thread::yield_now();
            assert_eq!(self.reading.load(SeqCst), 0, "a writer and a reader at once");
            self.writing.fetch_sub(1, SeqCst);
            *value += 1;
            *value
        });
        self.written.fetch_max(written, SeqCst);
    }
}

#[test]
fn readers_and_writers_never_meet_and_what_was_written_is_read() {
    run(RandomScheduler::new(SCHEDULES));
    run(PctScheduler::new(3, SCHEDULES));
}

fn run(scheduler: impl Scheduler + 'static) {
    let mut config = Config::new();
    config.stack_size = 256 << 10;
    config.silence_warnings = true;
    Runner::new(scheduler, config).run(|| {
        let [reading, writing] = Default::default();
        let seen = Arc::new(Seen { lock: ShardLock::new(0), written: AtomicU64::new(0), reading, writing });
        let acts: [&[fn(&Seen)]; 4] =
            [&[Seen::read, Seen::read], &[Seen::read, Seen::read], &[Seen::write, Seen::read], &[Seen::write]];
        let running = acts.map(|acts| {
            let seen = Arc::clone(&seen);
            thread::spawn(move || acts.iter().for_each(|act| act(&seen)))
        });
        running.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(seen.lock.read(|value| *value), 2);
    });
}
