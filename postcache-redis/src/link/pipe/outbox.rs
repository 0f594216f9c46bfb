//! What has not been sent yet, and how many wait.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Acquire, Ordering::Relaxed, Ordering::Release};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use postcache_core::Instant;
use redis::Value;
use tokio::sync::{Notify, oneshot};

use super::joined::{Open, Waiting};
use crate::link::Failure;
use crate::names::{Cell, Slot};

/// More calls than this wait for no answer: they fail at once. Those that were given up are among them until the server has
/// answered them, or they were not sent.
const MOST: usize = 10_000;

/// A command of more keys keeps a server from others for too long.
const MOST_KEYS: usize = 128;
/// Nobody waits for more bytes than about these that are others', by the size of what was last found.
const MOST_BYTES: usize = 128 * 1024;

/// Of the commands that others may join, those that are looked at: a lookup of a slot long past gets one of its own.
const LOOKED_AT: usize = 8;

/// Commands in one piece.
pub(super) struct Packet {
    pub(super) bytes: Vec<u8>,
    pub(super) replies: usize,
    pub(super) answer: oneshot::Sender<Vec<Value>>,
}

/// What the connection's driver is to send.
pub(super) struct Outbox {
    unsent: Mutex<Unsent>,
    /// A command that has so many is full.
    keys: AtomicUsize,
    is_closed: AtomicBool,
    closed: Notify,
}

#[derive(Default)]
struct Unsent {
    mail: Mail,
    /// Callers without an answer.
    waiting: usize,
    /// How many cells were looked up together last.
    usual: usize,
    /// Of the driver, while it has nothing to do.
    driver: Option<Waker>,
}

/// What is sent together, packets first: whoever sent one and then looks something up sees what it did.
#[derive(Default)]
pub(super) struct Mail {
    pub(super) packets: VecDeque<Packet>,
    pub(super) lookups: Vec<Open>,
}

impl Default for Outbox {
    fn default() -> Self {
        let (unsent, is_closed, closed) = Default::default();
        Self { unsent, keys: AtomicUsize::new(MOST_KEYS), is_closed, closed }
    }
}

impl Outbox {
    pub(super) fn post(&self, packet: Packet) -> Result<(), Failure> {
        self.add(|unsent| unsent.mail.packets.push_back(packet))
    }

    /// Joins a lookup that is about to be sent, or begins one.
    pub(super) fn look_up(
        &self,
        slot: Option<Slot>,
        asking: bool,
        cells: &[Cell],
        now: Instant,
        waker: &Waker,
    ) -> Result<Waiting, Failure> {
        let room = self.keys.load(Relaxed);
        self.add(|Unsent { mail, usual, .. }| {
            let mut near = mail.lookups.iter_mut().rev().take(LOOKED_AT);
            if let Some(open) = near.find(|open| open.has_room(slot, asking, cells.len(), room)) {
                return open.join(cells, waker);
            }
            let mut open = Open::new(slot, asking, now, *usual);
            let waiting = open.join(cells, waker);
            mail.lookups.push(open);
            waiting
        })
    }

    fn add<T>(&self, add: impl FnOnce(&mut Unsent) -> T) -> Result<T, Failure> {
        let mut unsent = self.unsent();
        if self.is_closed() {
            return Err(Failure::Down);
        }
        if unsent.waiting >= MOST {
            return Err(Failure::Crowded);
        }
        unsent.waiting += 1;
        let added = add(&mut unsent);
        let driver = unsent.driver.take();
        drop(unsent);
        if let Some(driver) = driver {
            driver.wake();
        }
        Ok(added)
    }

    /// Whether there is something to send, now that `answered` wait no more; if not, the driver is woken when there is.
    pub(super) fn has_mail(&self, answered: usize, driver: &Waker) -> bool {
        let mut unsent = self.unsent();
        unsent.waiting = unsent.waiting.saturating_sub(answered);
        let has_mail = !unsent.mail.packets.is_empty() || !unsent.mail.lookups.is_empty();
        if !has_mail {
            unsent.driver = Some(driver.clone());
        }
        has_mail
    }

    /// A reply to so many keys had so many bytes.
    pub(super) fn had(&self, bytes: usize, keys: usize) {
        let each = bytes.checked_div(keys).unwrap_or_default().max(1);
        let room = (MOST_BYTES / each).min(MOST_KEYS);
        if self.keys.load(Relaxed) != room {
            self.keys.store(room, Relaxed);
        }
    }

    pub(super) fn take(&self) -> Mail {
        let mut unsent = self.unsent();
        if let Some(open) = unsent.mail.lookups.first() {
            unsent.usual = open.cells.len();
        }
        std::mem::take(&mut unsent.mail)
    }

    /// Those who have waited for too long: they are not sent any more.
    pub(super) fn expire(&self, is_late: impl Fn(Instant) -> bool) -> Vec<Open> {
        self.unsent().mail.lookups.extract_if(.., |open| is_late(open.since)).collect()
    }

    /// When the first of those came who are not sent yet.
    pub(super) fn oldest(&self) -> Option<Instant> {
        self.unsent().mail.lookups.iter().map(|open| open.since).min()
    }

    /// For good: what was not sent never will be.
    pub(super) fn close(&self) {
        let mail = {
            let mut unsent = self.unsent();
            self.is_closed.store(true, Release);
            std::mem::take(&mut unsent.mail)
        };
        for open in mail.lookups {
            open.joined.ends(Err(Failure::Lost));
        }
        self.closed.notify_waiters();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed.load(Acquire)
    }

    pub(super) async fn closed(&self) {
        loop {
            let closed = self.closed.notified();
            if self.is_closed() {
                return;
            }
            closed.await;
        }
    }

    fn unsent(&self) -> MutexGuard<'_, Unsent> {
        self.unsent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox(..)")
    }
}
