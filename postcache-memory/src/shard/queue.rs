//! The two queues of S3-FIFO: newcomers, and those who were used.

use super::entry::Entry;
use super::ghost::Ghost;
use crate::list::{Links, List};
use crate::load::Share;
use crate::slab::At;
use crate::table::Table;
use crate::tuning::Trial;

/// Where an entry waits for its eviction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Queue {
    /// A small part of the store, through which one-time entries pass quickly.
    Small,
    /// The rest.
    Main,
}

/// This shard's part of the store's two queues, and who left them.
pub(crate) struct Queues {
    small: Fifo,
    main: Fifo,
    pub(crate) ghost: Ghost,
    /// Counts pushes and departures: while it stands still, so do the oldest entries.
    moves: u64,
}

struct Fifo {
    entries: List<Entry>,
    bytes: u64,
}

const fn links(entry: &mut Entry) -> &mut Links<Entry> {
    &mut entry.in_queue
}

impl Queues {
    pub(crate) const fn new() -> Self {
        Self { small: Fifo::EMPTY, main: Fifo::EMPTY, ghost: Ghost::new(), moves: 0 }
    }

    /// Puts a newcomer, who says which queue he wants, at its end.
    pub(crate) fn push(&mut self, table: &mut Table<Entry>, at: At<Entry>, sequence: u64) {
        let Some(entry) = table.get_mut(at) else { return };
        entry.pushed = sequence;
        self.moves += 1;
        let (queue, weight) = (entry.queue, u64::from(entry.weight));
        let fifo = self.fifo(queue);
        fifo.bytes += weight;
        fifo.entries.push(table, at, links);
    }

    pub(crate) fn unlink(&mut self, table: &mut Table<Entry>, at: At<Entry>) {
        let Some(entry) = table.get(at) else { return };
        self.moves += 1;
        let (queue, weight) = (entry.queue, u64::from(entry.weight));
        let fifo = self.fifo(queue);
        fifo.bytes -= weight;
        fifo.entries.unlink(table, at, links);
    }

    /// Puts it at the end of the main queue, wherever it was.
    pub(crate) fn renew_in_main(&mut self, table: &mut Table<Entry>, at: At<Entry>, trial: Trial, sequence: u64) {
        self.unlink(table, at);
        if let Some(entry) = table.get_mut(at) {
            entry.queue = Queue::Main;
            entry.trial = trial;
        }
        self.push(table, at, sequence);
    }

    pub(crate) fn oldest(&self, queue: Queue) -> Option<At<Entry>> {
        match queue {
            Queue::Small => self.small.entries.oldest(),
            Queue::Main => self.main.entries.oldest(),
        }
    }

    pub(crate) const fn moves(&self) -> u64 {
        self.moves
    }

    pub(crate) fn shares(&self) -> (Share, Share) {
        (self.small.share(), self.main.share())
    }

    const fn fifo(&mut self, queue: Queue) -> &mut Fifo {
        match queue {
            Queue::Small => &mut self.small,
            Queue::Main => &mut self.main,
        }
    }
}

impl Fifo {
    const EMPTY: Self = Self { entries: List::EMPTY, bytes: 0 };

    fn share(&self) -> Share {
        Share { entries: u64::from(self.entries.len()), bytes: self.bytes }
    }
}
