//! The database: the only truth of a run, in a process that no fault touches.
//!
//! It keeps the version of each row, and two floors: what mutations that returned have written, and what committed under a
//! standing fence. A load is answered with what was true at a random moment of it, and a commit takes effect at a random
//! moment after it was sent, also when its writer is dead by then.

mod book;
mod commit;
mod history;

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::OwnedReadHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use crate::tasks;
use crate::wire::{Answer, Ask, Load, Who, read_line, write_line};
use book::Book;

/// Serves at `socket` until it is killed.
pub(crate) async fn serve(socket: &Path) -> io::Result<()> {
    let book = Arc::new(Book::new());
    let listener = UnixListener::bind(socket)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let book = Arc::clone(&book);
        // A worker that is killed in the middle of a line is no fault of the register's.
        drop(tasks::spawn(async move { drop(converse(stream, book).await) }));
    }
}

async fn converse(stream: UnixStream, book: Arc<Book>) -> io::Result<()> {
    let (input, mut output) = stream.into_split();
    let mut input = BufReader::new(input);
    let Some(Ask::Hello(who)) = read_line(&mut input).await? else { return Ok(()) };
    // Dropped with the connection: whatever a writer has sent learns so that it ended.
    let (_alive, ended) = watch::channel(());
    while let Some(ask) = read_line(&mut input).await? {
        let answer = match ask {
            Ask::Commit(order) => {
                let outcome = commit::begin(&book, who, order, ended.clone());
                tokio::select! {
                    outcome = outcome => Answer::Outcome(outcome?),
                    () = closed(&mut input) => return Ok(()),
                }
            }
            Ask::Load(load) => Answer::Rows(sample(&book, who, load).await),
            ask => match at_once(&book, who, ask) {
                Some(answer) => answer,
                None => continue,
            },
        };
        write_line(&mut output, &answer).await?;
    }
    Ok(())
}

fn at_once(book: &Book, who: Who, ask: Ask) -> Option<Answer> {
    match ask {
        Ask::Floors { scope } => return Some(Answer::Floors(book.floors(scope))),
        Ask::Acknowledge { scope, rows } => book.acknowledge(who, scope, &rows),
        Ask::Violation(violation) => book.violation(violation),
        Ask::Fault { text, loses } => book.fault(&text, loses),
        Ask::Report => return Some(Answer::Report(Box::new(book.report()))),
        Ask::Renewed { mutation, sent } => {
            book.renewed(mutation, sent);
            return None;
        }
        Ask::Event { scope, rows, text } => {
            book.event(who, scope, &rows, &text);
            return None;
        }
        Ask::Counts(counts) => {
            book.count(&counts);
            return None;
        }
        Ask::Hello(_) | Ask::Load(_) | Ask::Commit(_) => return None,
    }
    Some(Answer::Done)
}

async fn sample(book: &Book, who: Who, load: Load) -> Option<Vec<u64>> {
    tasks::sleep_ms(load.before_ms).await;
    let rows = (!load.fails).then(|| book.sample(who, load.scope, &load.rows));
    tasks::sleep_ms(load.after_ms).await;
    rows
}

/// A client says nothing while it waits for an answer, so all that can come is the end.
async fn closed(input: &mut BufReader<OwnedReadHalf>) {
    drop(input.fill_buf().await);
}
