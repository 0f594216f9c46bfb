//! Time, which a law moves if it can and otherwise waits for.

use std::time::Duration;

use postcache_core::{Clock, Millis};

/// How far the system's clock and a server may be apart about a moment: some ticks of the kernel.
const SLACK: Duration = Duration::from_millis(60);

/// How much later than it should a thing may end where a scheduler has a say: only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(5);

const TICK: Duration = Duration::from_millis(1);

#[derive(Debug)]
pub(crate) struct Time(Clock);

impl Time {
    pub(super) const fn of(clock: Clock) -> Self {
        Self(clock)
    }

    /// Whether moments are exact, and waiting costs nothing.
    pub(crate) const fn is_manual(&self) -> bool {
        self.0.as_manual().is_some()
    }

    /// Lets so much time pass that whatever lasts for `span` from now on is over.
    pub(crate) async fn passes(&self, span: Millis) {
        match self.0.as_manual() {
            Some(clock) => clock.advance(span.as_duration()),
            None => self.sleep(span.as_duration() + SLACK).await,
        }
    }

    /// Asserts what is true when everything that is on its way has arrived: at once where nothing is.
    pub(crate) async fn soon(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let waited = self.0.stopwatch();
        while !holds().await {
            assert!(!self.is_manual() && waited.elapsed() < PATIENCE, "{what}");
            self.sleep(TICK).await;
        }
    }

    /// Asserts that what `begin` begins lasts for `span`: `still` is true until then, and false from then on.
    pub(crate) async fn lasts<T>(
        &self,
        what: &str,
        span: Millis,
        begin: impl AsyncFnOnce() -> T,
        still: impl AsyncFn() -> bool,
    ) -> T {
        self.lasts_between(what, span, span, begin, still).await
    }

    /// Asserts that what `begin` begins lasts for at least `shortest` and at most `longest`.
    pub(crate) async fn lasts_between<T>(
        &self,
        what: &str,
        shortest: Millis,
        longest: Millis,
        begin: impl AsyncFnOnce() -> T,
        still: impl AsyncFn() -> bool,
    ) -> T {
        let (early, late) = if self.is_manual() { (Duration::ZERO, Duration::ZERO) } else { (SLACK, PATIENCE) };
        let before = self.0.stopwatch();
        let made = begin().await;
        let after = self.0.stopwatch();
        loop {
            let at_least = after.elapsed();
            let lasts = still().await;
            let at_most = before.elapsed();
            if !lasts {
                assert!(at_most + early >= shortest.as_duration(), "{what} ends after {at_most:?}, not {shortest:?}");
                return made;
            }
            assert!(at_least < longest.as_duration() + late, "{what} lasts {at_least:?} and longer, not {longest:?}");
            self.comes_nearer(at_least, [shortest.as_duration(), longest.as_duration()]).await;
        }
    }

    /// The next moment at which something may be asked: by hand the last before and the first after each of `ends`.
    async fn comes_nearer(&self, elapsed: Duration, ends: [Duration; 2]) {
        let Some(clock) = self.0.as_manual() else { return self.sleep(TICK).await };
        let next = ends.into_iter().flat_map(|end| [end.saturating_sub(TICK), end]).find(|moment| *moment > elapsed);
        clock.advance(next.map_or(TICK, |moment| moment.saturating_sub(elapsed)));
    }

    async fn sleep(&self, span: Duration) {
        let span = Millis::new(u64::try_from(span.as_millis()).unwrap());
        self.0.sleep_until(self.0.now().after(span)).await;
    }
}
