//! What is said over one connection: what many callers ask goes out together, and each gets its own answer.

mod driver;
mod frame;
mod joined;
mod outbox;
mod patience;
mod silence;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use driver::Driver;
pub(crate) use joined::Cells;
use outbox::{Outbox, Packet};
use patience::Patience;
use postcache_core::Clock;
use redis::{Cmd, Pipeline, Value};
use silence::Silence;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::Failure;
use super::dial::{How, Wire};
use crate::names::{Cell, Slot};
use crate::tasks;

/// A connection, which ends with this value.
#[derive(Debug)]
pub(crate) struct Pipe {
    outbox: Arc<Outbox>,
    silence: Arc<Silence>,
    clock: Clock,
    driver: AbortHandle,
}

impl Pipe {
    pub(super) fn over(wire: Box<dyn Wire>, how: &How) -> Self {
        let (outbox, silence) = (Arc::<Outbox>::default(), Arc::<Silence>::default());
        let (clock, namespace) = (how.clock.clone(), how.namespace.as_str().into());
        let limits = (clock.clone(), how.limit);
        let driver = Driver::new(wire, Arc::clone(&outbox), Arc::clone(&silence), namespace, limits);
        let driver = tasks::spawn(&how.runtime, "drive", driver.run());
        Self { outbox, silence, clock, driver }
    }

    /// Ends it: what waits for an answer has an unknown outcome.
    pub(super) fn close(&self) {
        self.outbox.close();
        self.driver.abort();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.outbox.is_closed()
    }

    pub(super) async fn closed(&self) {
        self.outbox.closed().await;
    }

    /// Whether somebody has waited in vain, and nothing was answered since.
    pub(super) fn is_silent(&self) -> bool {
        self.silence.lasts()
    }

    /// Until a silence is met.
    pub(super) async fn doubted(&self) {
        self.silence.doubted().await;
    }

    /// Sends one command.
    pub(crate) async fn ask(&self, command: &Cmd) -> Result<Value, Failure> {
        self.send(command.get_packed_command(), 1).await?.pop().ok_or(Failure::Lost)
    }

    /// Sends several commands in one packet.
    pub(crate) async fn ask_all(&self, packet: &Pipeline) -> Result<Vec<Value>, Failure> {
        self.send(packet.get_packed_pipeline(), packet.len()).await
    }

    /// Cancel-safe: given up before it was sent it never is, later its answer is nobody's.
    async fn send(&self, bytes: Vec<u8>, replies: usize) -> Result<Vec<Value>, Failure> {
        let patience = Patience::with(&self.silence, &self.clock);
        let (answer, answered) = oneshot::channel();
        self.outbox.post(Packet { bytes, replies, answer })?;
        let answer = answered.await;
        patience.was_rewarded();
        answer.map_err(|_| Failure::Lost)
    }

    /// Looks cells up, in a command that other callers of the same slot may share; `asking`: at a node that is about to get it.
    ///
    /// Cancel-safe, as it changes nothing.
    pub(crate) async fn look_up(&self, slot: Option<Slot>, asking: bool, cells: &[Cell]) -> Result<Cells, Failure> {
        let patience = Patience::with(&self.silence, &self.clock);
        let mut part = None;
        let outcome = poll_fn(|context| {
            let Some(waiting) = &mut part else {
                return match self.outbox.look_up(slot, asking, cells, patience.since(), context.waker()) {
                    Ok(waiting) => {
                        part = Some(waiting);
                        Poll::Pending
                    }
                    Err(failure) => Poll::Ready(Err(failure)),
                };
            };
            waiting.poll(context.waker())
        })
        .await;
        if outcome != Err(Failure::TimedOut) {
            patience.was_rewarded();
        }
        outcome.and(part.map(Cells).ok_or(Failure::Lost))
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

#[cfg(test)]
mod tests;
