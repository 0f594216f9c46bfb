//! Tells the register what needs no answer, in order, beside the tasks.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::clock::micros;
use crate::tasks;
use crate::wire::{Ask, Line, Tally, Who};

/// Counts are told so often.
const EVERY_MS: u64 = 100;

#[derive(Clone, Debug)]
pub(super) struct Office(mpsc::UnboundedSender<Option<Ask>>);

impl Office {
    pub(super) fn open(register: &Path, who: Who, tally: Arc<Tally>) -> (Self, JoinHandle<()>) {
        let (sender, said) = mpsc::unbounded_channel();
        let line = Line::new(register, who);
        (Self(sender), tasks::spawn(work(line, said, tally)))
    }

    pub(super) fn say(&self, what: Ask) {
        // Nobody listens any more: the worker ends.
        drop(self.0.send(Some(what)));
    }

    pub(super) fn event(&self, scope: i64, rows: &[u32], text: impl Into<String>) {
        self.say(Ask::Event { scope, rows: rows.to_vec(), text: text.into() });
    }

    /// What was said before is still told.
    pub(super) fn close(&self) {
        drop(self.0.send(None));
    }
}

async fn work(line: Line, mut said: mpsc::UnboundedReceiver<Option<Ask>>, tally: Arc<Tally>) {
    let mut counted = micros();
    loop {
        let next = tasks::within_ms(EVERY_MS, said.recv()).await;
        let told = match &next {
            Some(Some(Some(ask @ (Ask::Acknowledge { .. } | Ask::Violation(_))))) => line.ask(ask).await.map(drop),
            Some(Some(Some(ask))) => line.tell(ask).await,
            _ => Ok(()),
        };
        let ends = matches!(next, Some(Some(None) | None));
        if ends || micros() - counted > EVERY_MS * 1_000 {
            counted = micros();
            drop(line.tell(&Ask::Counts(tally.take())).await);
        }
        if ends || told.is_err() {
            return;
        }
    }
}
