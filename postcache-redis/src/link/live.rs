//! A connection that works.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::task::Poll;

use postcache_core::{Clock, Instant, Millis};
use redis::aio::MultiplexedConnection;
use redis::{Cmd, Pipeline, Value};

use super::dial::Closing;
use super::handshake::Known;
use super::silence::Silence;
use super::{Failure, Incarnation, info};
use crate::ids;

/// More calls than this wait for no answer: they fail at once.
const MAX_WAITING: usize = 10_000;

/// A call that is given up earlier says nothing about the server.
const PATIENCE: Millis = Millis::new(25);

/// A connection, and what it knows about its server.
pub(crate) struct Live {
    connection: MultiplexedConnection,
    closing: Closing,
    known: Known,
    clock: Clock,
    waiting: AtomicUsize,
    /// How far the server's clock, in microseconds, was ahead of ours, in milliseconds, at the last heartbeat. For ages only.
    ahead: AtomicU64,
    evicts_fences: AtomicBool,
    silence: Silence,
}

impl Live {
    pub(super) fn new(connection: MultiplexedConnection, closing: Closing, known: Known, clock: Clock) -> Self {
        let (waiting, ahead, evicts_fences, silence) = Default::default();
        Self { connection, closing, known, clock, waiting, ahead, evicts_fences, silence }
    }

    pub(crate) const fn incarnation(&self) -> Incarnation {
        self.known.incarnation
    }

    /// About what the server's clock shows, in microseconds.
    pub(crate) fn server_time(&self) -> u64 {
        self.ahead.load(Relaxed).wrapping_add(self.clock.now().as_millis().wrapping_mul(1000))
    }

    /// Ends it: what waits for an answer has an unknown outcome.
    pub(crate) fn close(&self) {
        self.closing.now();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closing.is_closed()
    }

    pub(super) async fn closed(&self) {
        self.closing.closed().await;
    }

    /// Sends one command.
    pub(super) async fn send(&self, command: &Cmd) -> Result<Value, Failure> {
        let place = self.enter()?;
        let answer = self.connection.clone().send_packed_command(command).await;
        place.answered();
        match answer {
            Ok(Value::ServerError(error)) => Err(self.server_failure(&error)),
            Ok(value) => Ok(value),
            Err(_) => Err(self.broken()),
        }
    }

    /// Sends several commands in one packet, and gives the answer to the last.
    pub(super) async fn send_last(&self, packet: &Pipeline) -> Result<Value, Failure> {
        match self.send_all(packet).await?.pop() {
            Some(Value::ServerError(error)) => Err(self.server_failure(&error)),
            Some(value) => Ok(value),
            None => Err(self.broken()),
        }
    }

    async fn send_all(&self, packet: &Pipeline) -> Result<Vec<Value>, Failure> {
        let place = self.enter()?;
        let answers = self.connection.clone().send_packed_commands(packet, 0, packet.len()).await;
        place.answered();
        answers.map_err(|_| self.broken())
    }

    /// Whether the server evicts fences before anything else.
    pub(crate) fn evicts_fences(&self) -> bool {
        self.evicts_fences.load(Relaxed)
    }

    /// Whether it still speaks to the server that it was made to, in one packet. `look`: at its settings, too.
    pub(super) async fn heartbeat(&self, look: bool) -> bool {
        let Ok(nonce) = ids::nonce() else { return false };
        let mut packet = redis::pipe();
        packet.cmd("ECHO").arg(&nonce).cmd("TIME").cmd("INFO").arg("replication");
        if look {
            packet.cmd("INFO").arg("memory");
        }
        let Ok(answers) = self.send_all(&packet).await else { return false };
        let [Value::BulkString(echo), time, Value::BulkString(replication), memory @ ..] = answers.as_slice() else {
            return false;
        };
        if let [Value::BulkString(memory)] = memory {
            let policy = info::field(&String::from_utf8_lossy(memory), "maxmemory_policy") == Some("volatile-ttl");
            self.evicts_fences.store(policy, Relaxed);
        }
        let replication = String::from_utf8_lossy(replication);
        let same = echo == &nonce
            && info::field(&replication, "role") == Some("master")
            && info::field(&replication, "master_replid") == Some(&self.known.replication_id);
        if let Some(micros) = micros(time) {
            self.ahead.store(micros.wrapping_sub(self.clock.now().as_millis().wrapping_mul(1000)), Relaxed);
        }
        same
    }

    /// Until it is closed, or somebody doubts that it answers.
    pub(super) async fn pause(&self, pause: Millis) {
        let (mut closed, mut doubted) = (pin!(self.closed()), pin!(self.silence.doubted()));
        let disturbed = poll_fn(|context| {
            let is_over = closed.as_mut().poll(context).is_ready() || doubted.as_mut().poll(context).is_ready();
            if is_over { Poll::Ready(()) } else { Poll::Pending }
        });
        self.clock.until(self.clock.now().after(pause), disturbed).await;
    }

    /// Whether somebody has waited in vain, and nothing was answered since: whoever can do without need not wait, too.
    pub(crate) fn is_silent(&self) -> bool {
        self.silence.lasts()
    }

    fn server_failure(&self, error: &redis::ServerError) -> Failure {
        let failure = Failure::of_server(error);
        if matches!(&failure, Failure::Refused(code) if code.is("READONLY")) {
            // It was demoted: whatever else it says is of another time.
            self.close();
        }
        failure
    }

    fn broken(&self) -> Failure {
        self.close();
        Failure::Lost
    }

    fn enter(&self) -> Result<Place<'_>, Failure> {
        if self.is_closed() {
            return Err(Failure::Down);
        }
        let waiting = self.waiting.fetch_add(1, Relaxed);
        let place = Place { live: self, since: self.clock.now(), answers: self.silence.answers() };
        if waiting < MAX_WAITING { Ok(place) } else { Err(Failure::Crowded) }
    }
}

/// One of the calls that wait.
struct Place<'l> {
    live: &'l Live,
    since: Instant,
    /// How many had been answered before.
    answers: u64,
}

impl Place<'_> {
    fn answered(&self) {
        self.live.silence.ends();
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.live.waiting.fetch_sub(1, Relaxed);
        // Given up, that is, or an answer would have been counted.
        if self.live.clock.now().saturating_since(self.since) >= PATIENCE {
            self.live.silence.is_met(self.answers);
        }
    }
}

fn micros(time: &Value) -> Option<u64> {
    let Value::Array(parts) = time else { return None };
    let [Value::BulkString(seconds), Value::BulkString(micros)] = parts.as_slice() else { return None };
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<u64>().ok();
    number(seconds)?.checked_mul(1_000_000)?.checked_add(number(micros)?)
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("incarnation", &self.known.incarnation).finish_non_exhaustive()
    }
}
