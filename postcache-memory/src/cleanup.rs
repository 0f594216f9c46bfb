//! The task that frees what is dead.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Weak};

use postcache_core::store::Cleanup as State;
use postcache_core::{Clock, Instant, Millis};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::engine::{Engine, Sweeping};
use crate::tasks;

/// How often it runs, and whether it does.
pub(crate) struct Cleanup {
    interval: Option<Millis>,
    wake: Arc<Notify>,
    is_running: Arc<AtomicBool>,
    /// When it ran last, in milliseconds of the clock.
    last: AtomicU64,
}

/// No run yet.
const NEVER: u64 = 0;

impl Cleanup {
    /// Without an interval nothing runs by itself.
    pub(crate) fn new(interval: Option<Millis>) -> Self {
        Self { interval, wake: Arc::default(), is_running: Arc::default(), last: AtomicU64::new(NEVER) }
    }

    /// Does not wait for the interval to be over.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(crate) fn state(&self, now: Instant) -> Option<State> {
        let last = self.last.load(Relaxed);
        let interval = self.interval.filter(|_| last != NEVER)?;
        Some(State::new(now.saturating_since(Instant::from_millis(last)), interval))
    }

    fn ran(&self, now: Instant) {
        self.last.store(now.as_millis().max(NEVER + 1), Relaxed);
    }
}

impl Drop for Cleanup {
    /// The task finds its store gone.
    fn drop(&mut self) {
        self.wake();
    }
}

impl Engine {
    /// Starts the task at the first use inside a runtime, and again when that runtime is gone.
    #[inline]
    pub(crate) fn keep_clean(self: &Arc<Self>) {
        if let Some(interval) = self.cleanup.interval
            && !self.cleanup.is_running.load(Relaxed)
        {
            self.start_cleanup(interval);
        }
    }

    #[cold]
    fn start_cleanup(self: &Arc<Self>, interval: Millis) {
        if Handle::try_current().is_err() || self.cleanup.is_running.swap(true, Relaxed) {
            return;
        }
        self.cleanup.ran(self.clock().now());
        let task = Task {
            engine: Arc::downgrade(self),
            clock: self.clock().clone(),
            interval,
            wake: Arc::clone(&self.cleanup.wake),
            is_running: Arc::clone(&self.cleanup.is_running),
        };
        tasks::spawn(task.run(self.clock().now().after(interval)));
    }
}

/// Holds nothing that keeps its store alive, but for one slice at a time.
struct Task {
    engine: Weak<Engine>,
    clock: Clock,
    interval: Millis,
    wake: Arc<Notify>,
    is_running: Arc<AtomicBool>,
}

impl Task {
    async fn run(self, mut due: Instant) {
        loop {
            let _woken = self.clock.until(due, self.wake.notified()).await;
            if self.sweep().await.is_none() {
                return;
            }
            due = self.clock.now().after(self.interval);
        }
    }

    /// `None`: the store is gone.
    async fn sweep(&self) -> Option<()> {
        let mut next = Some(Sweeping::START);
        while let Some(at) = next {
            next = self.engine.upgrade()?.sweep(at);
            yield_now().await;
        }
        self.engine.upgrade()?.cleanup.ran(self.clock.now());
        Some(())
    }
}

impl Drop for Task {
    /// Its runtime shut down, or something in it panicked: the next use starts another one.
    fn drop(&mut self) {
        self.is_running.store(false, Relaxed);
    }
}
