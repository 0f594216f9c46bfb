//! A connection that works.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::task::Poll;

use postcache_core::{Clock, Millis};
use redis::{Cmd, Pipeline, Value};

use super::handshake::Known;
use super::pipe::{Cells, Pipe};
use super::{Failure, Incarnation, info};
use crate::ids;
use crate::names::{Cell, Slot};

/// A connection, and what it knows about its server.
pub(crate) struct Live {
    pipe: Pipe,
    known: Known,
    clock: Clock,
    /// How far the server's clock, in microseconds, was ahead of ours, in milliseconds, at the last heartbeat. For ages only.
    ahead: AtomicU64,
    evicts_fences: AtomicBool,
}

impl Live {
    pub(super) fn new(pipe: Pipe, known: Known, clock: Clock) -> Self {
        let (ahead, evicts_fences) = Default::default();
        Self { pipe, known, clock, ahead, evicts_fences }
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
        self.pipe.close();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.pipe.is_closed()
    }

    pub(super) async fn closed(&self) {
        self.pipe.closed().await;
    }

    /// Looks cells up, in a command that other callers of the same slot may share; `asking`: at a node that is about to get it.
    pub(crate) async fn look_up(&self, slot: Option<Slot>, asking: bool, cells: &[Cell]) -> Result<Cells, Failure> {
        self.pipe.look_up(slot, asking, cells).await.map_err(|failure| self.noticed(failure))
    }

    /// Sends one command.
    pub(super) async fn send(&self, command: &Cmd) -> Result<Value, Failure> {
        match self.pipe.ask(command).await {
            Ok(Value::ServerError(error)) => Err(self.noticed(Failure::of_server(&error))),
            Ok(value) => Ok(value),
            Err(failure) => Err(self.noticed(failure)),
        }
    }

    /// Sends several commands in one packet, and gives the answer to the last.
    pub(super) async fn send_last(&self, packet: &Pipeline) -> Result<Value, Failure> {
        match self.send_all(packet).await?.pop() {
            Some(Value::ServerError(error)) => Err(self.noticed(Failure::of_server(&error))),
            Some(value) => Ok(value),
            None => Err(self.noticed(Failure::Lost)),
        }
    }

    async fn send_all(&self, packet: &Pipeline) -> Result<Vec<Value>, Failure> {
        self.pipe.ask_all(packet).await.map_err(|failure| self.noticed(failure))
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
        let (mut closed, mut doubted) = (pin!(self.closed()), pin!(self.pipe.doubted()));
        let disturbed = poll_fn(|context| {
            let is_over = closed.as_mut().poll(context).is_ready() || doubted.as_mut().poll(context).is_ready();
            if is_over { Poll::Ready(()) } else { Poll::Pending }
        });
        self.clock.until(self.clock.now().after(pause), disturbed).await;
    }

    /// Whether somebody has waited in vain, and nothing was answered since: whoever can do without need not wait, too.
    pub(crate) fn is_silent(&self) -> bool {
        self.pipe.is_silent()
    }

    /// Ends the connection, if its failure says that what else it says is worth nothing.
    fn noticed(&self, failure: Failure) -> Failure {
        let is_over = match &failure {
            Failure::Lost => true,
            // It was demoted: whatever else it says is of another time.
            Failure::Refused(code) => code.is("READONLY"),
            _ => false,
        };
        if is_over {
            self.close();
        }
        failure
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
