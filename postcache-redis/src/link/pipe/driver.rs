//! The task that owns a connection: writes what is in the outbox, and gives each reply to whom it belongs.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use postcache_core::{Clock, Instant, Millis};
use redis::Value;
use tokio::io::{AsyncReadExt, AsyncWrite};
use tokio::sync::oneshot;

use super::frame;
use super::joined::{Joined, Open, Reply};
use super::outbox::{Mail, Outbox};
use super::silence::Silence;
use crate::link::Failure;
use crate::link::dial::Wire;

/// The server is read from in pieces of at least so many bytes.
const PIECE: usize = 16 * 1024;

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
    },
}

pub(super) struct Driver {
    wire: Box<dyn Wire>,
    outbox: Arc<Outbox>,
    silence: Arc<Silence>,
    namespace: Arc<str>,
    clock: Clock,
    limit: Millis,
    inbox: BytesMut,
    writing: Vec<u8>,
    written: usize,
    expected: VecDeque<Expected>,
    /// How many were told something since something was sent.
    told: usize,
    /// How many wait no more, and are still counted.
    answered: usize,
    has_waited: bool,
    /// When the next one may have waited for too long: not moved when it has not.
    alarm: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
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
            clock,
            limit,
            inbox,
            writing,
            written: 0,
            expected,
            told: 0,
            answered: 0,
            has_waited: false,
            alarm: None,
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
            self.inbox.reserve(PIECE);
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
                Expected::Lookup { joined, keys, .. } => {
                    let Some((length, places)) = frame::strings(&self.inbox)? else { return Ok(()) };
                    let bytes = self.inbox.split_to(length).freeze();
                    let joined = Arc::clone(joined);
                    let is_whole = places.len() == *keys;
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
        if self.alarm.is_none() {
            self.set_the_alarm(self.clock.now(), context);
        }
        Poll::Ready(())
    }

    fn write(&mut self, open: Open) {
        if open.asking {
            self.writing.extend_from_slice(b"*1\r\n$6\r\nASKING\r\n");
            self.expected.push_back(Expected::Asking);
        }
        header(b'*', 1 + open.cells.len(), &mut self.writing);
        self.writing.extend_from_slice(b"$4\r\nMGET\r\n");
        for cell in &open.cells {
            header(b'$', cell.name_length(&self.namespace), &mut self.writing);
            cell.write(&self.namespace, &mut self.writing);
            self.writing.extend_from_slice(b"\r\n");
        }
        self.expected.push_back(Expected::Lookup { joined: open.joined, since: open.since, keys: open.cells.len() });
    }

    /// One timer for all: it rings when the first that was sent since it last rang may have waited for too long.
    fn set_the_alarm(&mut self, since: Instant, context: &mut Context<'_>) {
        let (clock, deadline) = (self.clock.clone(), since.after(self.limit));
        self.alarm = Some(Box::pin(async move { clock.sleep_until(deadline).await }));
        self.look_at_the_clock(context);
    }

    fn look_at_the_clock(&mut self, context: &mut Context<'_>) {
        let rings = self.alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(context).is_ready());
        if !rings {
            return;
        }
        self.alarm = None;
        let now = self.clock.now();
        let is_late = |since: Instant| since.after(self.limit) <= now;
        for open in self.outbox.expire(is_late) {
            self.answered += open.joined.ends(Err(Failure::TimedOut));
        }
        let mut oldest = self.outbox.oldest();
        for expected in &self.expected {
            match expected {
                // Its reply will come all the same, and be nobody's.
                Expected::Lookup { joined, since, .. } if is_late(*since) => {
                    self.answered += joined.ends(Err(Failure::TimedOut));
                }
                Expected::Lookup { since, .. } => oldest = Some(oldest.map_or(*since, |oldest| oldest.min(*since))),
                Expected::Part { .. } | Expected::Asking => {}
            }
        }
        // While it cannot write it takes nothing, and nobody else would set it.
        if oldest.is_some() || !self.writing.is_empty() {
            self.set_the_alarm(oldest.unwrap_or(now), context);
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

fn header(kind: u8, number: usize, bytes: &mut Vec<u8>) {
    bytes.push(kind);
    let mut digits = [0; 20];
    let (mut rest, mut count) = (number, 0);
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        (rest, count) = (rest / 10, count + 1);
        if rest == 0 {
            break;
        }
    }
    bytes.extend_from_slice(digits.get(digits.len() - count..).unwrap_or_default());
    bytes.extend_from_slice(b"\r\n");
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
