//! The way to a server and back, as one await point.

use std::future::poll_fn;
use std::task::Poll;

/// On which side of its effect an operation awaits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RoundTrip {
    AwaitsThenActs,
    ActsThenAwaits,
}

impl RoundTrip {
    pub(super) async fn around<T>(self, operation: impl FnOnce() -> T) -> T {
        match self {
            Self::AwaitsThenActs => {
                once_pending().await;
                operation()
            }
            Self::ActsThenAwaits => {
                let answer = operation();
                once_pending().await;
                answer
            }
        }
    }
}

async fn once_pending() {
    let mut polled = false;
    poll_fn(|cx| {
        if polled {
            return Poll::Ready(());
        }
        polled = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
