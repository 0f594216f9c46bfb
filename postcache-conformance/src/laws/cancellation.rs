//! Futures that are dropped, at every await in turn.

mod changes;
mod fills;
mod lookups;

pub(crate) use changes::{
    a_dropped_begin_ends_by_itself, a_dropped_finish_is_all_or_nothing, a_dropped_invalidation_is_all_or_nothing,
    a_dropped_renewal_costs_nothing_but_time,
};
pub(crate) use fills::{a_dropped_fill_is_all_or_nothing, a_dropped_lease_blocks_nobody_for_long};
pub(crate) use lookups::{a_dropped_lookup_changes_nothing, dropped_housekeeping_loses_nothing};

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use postcache_core::Millis;

/// For what nobody is left to end.
const SHORT: Millis = Millis::new(50);

/// Polls `future` so many times at most, and drops it; its output, if it ended.
async fn dropped_after<T>(polls: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| {
        let Some(less) = left.checked_sub(1) else { return Poll::Ready(None) };
        left = less;
        future.as_mut().poll(cx).map(Some)
    })
    .await
}

/// Runs what is given with every number of polls, until it says that its future ended.
async fn at_every_poll(run: impl AsyncFn(usize) -> bool) {
    const MOST: usize = 1_000;
    for polls in 0..MOST {
        if run(polls).await {
            return;
        }
    }
    panic!("the operation did not end in {MOST} polls");
}
