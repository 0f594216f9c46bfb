//! A commit on its way.

use std::io;
use std::sync::Arc;

use tokio::sync::{oneshot, watch};

use super::book::{Book, Ended};
use crate::terms::LAST_COMMIT_MS;
use crate::wire::{Commit, Fate, Outcome, Who};
use crate::{clock, tasks};

/// Sends it on its way, which it goes to the end whether or not anybody waits for its outcome.
pub(super) async fn begin(
    book: &Arc<Book>,
    who: Who,
    commit: Commit,
    ended: watch::Receiver<()>,
) -> io::Result<Outcome> {
    book.sent(who, &commit);
    let (tell, told) = oneshot::channel();
    drop(tasks::spawn(travel(Arc::clone(book), who, commit, ended, tell)));
    told.await.map_err(io::Error::other)
}

async fn travel(
    book: Arc<Book>,
    who: Who,
    commit: Commit,
    mut ended: watch::Receiver<()>,
    tell: oneshot::Sender<Outcome>,
) {
    let alive = tokio::select! {
        () = tasks::sleep_ms(commit.before_ms) => true,
        _ = ended.changed() => false,
    };
    if !alive || commit.fate == Fate::Unknown {
        if alive {
            drop(tell.send(Outcome::Unknown));
        }
        return come_late(&book, who, &commit).await;
    }
    if commit.fate == Fate::Refused {
        book.forget(who, &commit);
        drop(tell.send(Outcome::Refused));
        return;
    }
    let (rows, losses) = book.apply(who, &commit, None);
    tasks::sleep_ms(commit.after_ms).await;
    drop(tell.send(Outcome::Committed { rows, losses }));
}

/// Its writer has ended: it takes effect within the commit timeout, or never.
async fn come_late(book: &Book, who: Who, commit: &Commit) {
    const NEVER_ONE_IN: u8 = 4;
    let seen = clock::micros();
    let wait = fastrand::u64(0..=LAST_COMMIT_MS);
    tasks::sleep_ms(wait).await;
    if commit.fate == Fate::Refused || fastrand::u8(0..NEVER_ONE_IN) == 0 {
        book.forget(who, commit);
    } else {
        book.apply(who, commit, Some(Ended { seen, due: seen + wait * 1_000 }));
    }
}
