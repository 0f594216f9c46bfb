//! The task that owns a connection: writes what is in the outbox, and gives each reply to whom it belongs.

mod alarm;
mod command;

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use alarm::Alarm;
use bytes::BytesMut;
use postcache_core::{Clock, Instant, Millis};
use redis::Value;
use tokio::io::{AsyncReadExt, AsyncWrite};
use tokio::sync::oneshot;

use super::frame::{self, Strings};
use super::joined::{Joined, Open, Reply};
use super::outbox::{Mail, Outbox};
use super::silence::Silence;
use crate::link::Failure;
use crate::link::dial::Wire;

/// Room for what is read, made anew when less than a quarter of it is left.
const ROOM: usize = 32 * 1024;
/// What is written needs no more in most packets.
const KEPT: usize = 64 * 1024;

/// What the next reply of the server is.
enum Expected {
    /// One of several to a packet, with those that came before it.
    Part {
        values: Vec<Value>,
        replies: usize,
        answer: oneshot::Sender<Vec<Value>>,
    },
    /// That the next lookup is welcome.
    Asking,
    Lookup {
        joined: Arc<Joined>,
        since: Instant,
        keys: usize,
        reply: Strings,
    },
}

pub(super) struct Driver {
    wire: Box<dyn Wire>,
    outbox: Arc<Outbox>,
    silence: Arc<Silence>,
    namespace: Arc<str>,
    inbox: BytesMut,
    writing: Vec<u8>,
    written: usize,
    expected: VecDeque<Expected>,
    /// How many were told something since something was sent.
    told: usize,
    /// How many wait no more, and are still counted.
    answered: usize,
    has_waited: bool,
    alarm: Alarm,
}

impl Driver {
    pub(super) fn new(
        wire: Box<dyn Wire>,
        outbox: Arc<Outbox>,
        silence: Arc<Silence>,
        namespace: Arc<str>,
        (clock, limit): (Clock, Millis),
    ) -> Self {
        let (inbox, writing, expected) = Default::default();
        Self {
            wire,
            outbox,
            silence,
            namespace,
            inbox,
            writing,
            written: 0,
            expected,
            told: 0,
            answered: 0,
            has_waited: false,
            alarm: Alarm::new(clock, limit),
        }
    }

    /// Until the connection breaks, or says what nobody asked.
    pub(super) async fn run(mut self) {
        poll_fn(|context| self.drive(context)).await;
    }

    fn drive(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.look_at_the_clock(context);
        if self.receive(context).is_err() {
            return Poll::Ready(());
        }
        loop {
            match ready!(self.transmit(context)) {
                Ok(()) => {}
                Err(_) => return Poll::Ready(()),
            }
            ready!(self.collect(context));
        }
    }

    /// Reads what is there.
    fn receive(&mut self, context: &mut Context<'_>) -> Result<(), Broken> {
        loop {
            if self.inbox.capacity() - self.inbox.len() < ROOM / 4 {
                self.inbox.reserve(ROOM);
            }
            match pin!(self.wire.read_buf(&mut self.inbox)).poll(context) {
                Poll::Pending => return Ok(()),
                Poll::Ready(Ok(0) | Err(_)) => return Err(Broken),
                Poll::Ready(Ok(_)) => self.deliver()?,
            }
        }
    }

    fn deliver(&mut self) -> Result<(), Broken> {
        while !self.inbox.is_empty() {
            let Some(next) = self.expected.front_mut() else { return Err(Broken) };
            match next {
                Expected::Lookup { joined, keys, reply, .. } => {
                    let Some((length, places)) = reply.found(&self.inbox)? else { return Ok(()) };
                    let bytes = self.inbox.split_to(length).freeze();
                    let joined = Arc::clone(joined);
                    let is_whole = places.len() == *keys;
                    self.outbox.had(length, *keys);
                    self.expected.pop_front();
                    self.silence.ends();
                    let outcome = if is_whole { Ok(Reply { bytes, places }) } else { Err(said(&bytes)) };
                    let is_over = matches!(outcome, Err(Failure::Lost));
                    self.tell(joined.ends(outcome));
                    if is_over {
                        return Err(Broken);
                    }
                }
                Expected::Asking => {
                    let Some(length) = frame::length(&self.inbox)? else { return Ok(()) };
                    drop(self.inbox.split_to(length));
                    self.expected.pop_front();
                }
                Expected::Part { values, replies, .. } => {
                    let Some(length) = frame::length(&self.inbox)? else { return Ok(()) };
                    let bytes = self.inbox.split_to(length);
                    values.push(redis::parse_redis_value(&bytes).map_err(|_| Broken)?);
                    self.silence.ends();
                    if values.len() == *replies
                        && let Some(Expected::Part { values, answer, .. }) = self.expected.pop_front()
                    {
                        // Its caller may be gone.
                        drop(answer.send(values));
                        self.tell(1);
                    }
                }
            }
        }
        Ok(())
    }

    const fn tell(&mut self, callers: usize) {
        self.told += callers;
        self.answered += callers;
    }

    /// Writes what was collected, until it is written.
    fn transmit(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.writing.is_empty() {
            return Poll::Ready(Ok(()));
        }
        while let Some(rest) = self.writing.get(self.written..).filter(|rest| !rest.is_empty()) {
            match ready!(Pin::new(&mut self.wire).poll_write(context, rest)) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(count) => self.written += count,
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        ready!(Pin::new(&mut self.wire).poll_flush(context))?;
        self.writing.clear();
        self.writing.shrink_to(KEPT);
        self.written = 0;
        Poll::Ready(Ok(()))
    }

    /// Takes what callers have to say. If several were told something, all that can run has run once before: what they ask next
    /// goes out in one packet, and not in as many as there are callers. A caller that is alone waits for nobody.
    fn collect(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if !self.outbox.has_mail(std::mem::take(&mut self.answered), context.waker()) {
            self.has_waited = false;
            return Poll::Pending;
        }
        if self.told > 1 && !self.has_waited {
            self.has_waited = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        (self.has_waited, self.told) = (false, 0);
        let Mail { packets, lookups } = self.outbox.take();
        for packet in packets {
            // What a caller has given up before it was sent is not done.
            if packet.answer.is_closed() {
                self.answered += 1;
            } else {
                self.writing.extend_from_slice(&packet.bytes);
                let (replies, answer) = (packet.replies, packet.answer);
                self.expected.push_back(Expected::Part { values: Vec::with_capacity(replies), replies, answer });
            }
        }
        for open in lookups {
            if open.joined.is_abandoned() {
                self.answered += open.joined.ends(Err(Failure::Lost));
            } else {
                self.write(open);
            }
        }
        if !self.alarm.is_set() {
            self.alarm.set(None);
            self.look_at_the_clock(context);
        }
        Poll::Ready(())
    }

    fn write(&mut self, open: Open) {
        if open.asking {
            self.writing.extend_from_slice(command::ASKING);
            self.expected.push_back(Expected::Asking);
        }
        command::lookup(&self.namespace, &open.cells, &mut self.writing);
        let (keys, reply) = (open.cells.len(), Strings::default());
        self.expected.push_back(Expected::Lookup { joined: open.joined, since: open.since, keys, reply });
    }

    fn look_at_the_clock(&mut self, context: &mut Context<'_>) {
        while self.alarm.rings(context) {
            for open in self.outbox.expire(|since| self.alarm.is_over(since)) {
                self.answered += open.joined.ends(Err(Failure::TimedOut));
            }
            let mut oldest = self.outbox.oldest();
            for expected in &self.expected {
                let Expected::Lookup { joined, since, .. } = expected else { continue };
                if self.alarm.is_over(*since) {
                    // Its reply will come all the same, and be nobody's.
                    self.answered += joined.ends(Err(Failure::TimedOut));
                } else {
                    oldest = Some(oldest.map_or(*since, |oldest| oldest.min(*since)));
                }
            }
            // While it cannot write it takes nothing, and nobody else would set the alarm.
            if oldest.is_some() || !self.writing.is_empty() {
                self.alarm.set(oldest);
            }
        }
    }
}

/// A server's error in place of cells.
fn said(reply: &[u8]) -> Failure {
    match redis::parse_redis_value(reply) {
        Ok(Value::ServerError(error)) => Failure::of_server(&error),
        _ => Failure::Lost,
    }
}

/// The connection cannot be used any more.
struct Broken;

impl From<frame::Garbled> for Broken {
    fn from(_: frame::Garbled) -> Self {
        Self
    }
}

impl Drop for Driver {
    /// However it ended: whoever waits is told that nobody knows.
    fn drop(&mut self) {
        self.outbox.close();
        for expected in self.expected.drain(..) {
            if let Expected::Lookup { joined, .. } = expected {
                joined.ends(Err(Failure::Lost));
            }
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Driver(..)")
    }
}
