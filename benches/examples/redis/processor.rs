//! What a call costs the processors: told apart from how long they were given to others.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use rustix::time::{ClockId, clock_gettime};

/// Processor time of this process and of the server, so far.
#[derive(Clone, Copy)]
pub(crate) struct Spent {
    ours: Duration,
    server: Duration,
}

/// The same of one call, in microseconds.
pub(crate) struct PerCall {
    pub(crate) ours: f64,
    pub(crate) server: f64,
}

impl Spent {
    pub(crate) async fn so_far(mut connection: MultiplexedConnection) -> Self {
        let info: redis::InfoDict = redis::cmd("INFO").arg("cpu").query_async(&mut connection).await.unwrap();
        let seconds = |name| info.get::<f64>(name).unwrap();
        let ours = clock_gettime(ClockId::ProcessCPUTime);
        Self {
            ours: ours.try_into().unwrap(),
            server: Duration::from_secs_f64(seconds("used_cpu_user") + seconds("used_cpu_sys")),
        }
    }

    pub(crate) fn of_one_of(self, calls: u32, later: Self) -> PerCall {
        let share = |spent: Duration| spent.as_secs_f64() * 1e6 / f64::from(calls);
        PerCall {
            ours: share(later.ours.saturating_sub(self.ours)),
            server: share(later.server.saturating_sub(self.server)),
        }
    }
}
