//! Several futures in one task: borrowed, so without spawning.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::Poll;

/// Runs all of them at once; the answers are in their order.
pub(crate) async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut places: Vec<_> = futures.into_iter().map(|future| (Some(Box::pin(future)), None)).collect();
    std::future::poll_fn(|cx| {
        let mut waiting = false;
        for (future, answer) in &mut places {
            let Some(running) = future else { continue };
            match running.as_mut().poll(cx) {
                Poll::Ready(ready) => {
                    *answer = Some(ready);
                    *future = None;
                }
                Poll::Pending => waiting = true,
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    places.into_iter().filter_map(|(_, answer)| answer).collect()
}

/// Runs them, at most `limit` at once, and tells `done` of each that ends.
pub(crate) async fn bounded<F: Future>(
    futures: impl Iterator<Item = F>,
    limit: usize,
    mut done: impl FnMut(F::Output),
) {
    let mut futures = futures;
    let mut running: VecDeque<Pin<Box<F>>> = VecDeque::new();
    std::future::poll_fn(|cx| {
        loop {
            while running.len() < limit.max(1) {
                let Some(next) = futures.next() else { break };
                running.push_back(Box::pin(next));
            }
            let before = running.len();
            running.retain_mut(|future| match future.as_mut().poll(cx) {
                Poll::Ready(answer) => {
                    done(answer);
                    false
                }
                Poll::Pending => true,
            });
            if running.is_empty() && before == 0 {
                return Poll::Ready(());
            }
            // One that ended makes room, and the next must be polled before this task may sleep.
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
}
