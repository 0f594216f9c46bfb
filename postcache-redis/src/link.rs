//! The way to one server: connected, watched, and connected again when it breaks.

mod backoff;
mod commands;
mod dial;
mod failure;
mod handshake;
mod incarnation;
mod info;
mod live;
mod pipe;
mod request;
mod script;
mod supervisor;
mod tls;

use std::sync::Arc;

use postcache_core::Error;
use tokio::sync::watch;
use tokio::task::AbortHandle;

pub use commands::COMMANDS;
pub(crate) use dial::{Dialer, How, Route, connect, refused, unreachable, within_limit};
pub(crate) use failure::{Code, Failure, Redirect};
pub(crate) use incarnation::Incarnation;
pub(crate) use live::Live;
pub(crate) use pipe::Cells;
pub(crate) use request::{Answer, Request};
pub(crate) use script::Script;
use supervisor::Supervisor;
pub(crate) use tls::{Tls, TlsSettings};

/// What is known about a server.
#[derive(Clone, Debug)]
pub(crate) enum State {
    /// It answers.
    Up(Arc<Live>),
    /// There is none yet, or it broke just now, and the first attempt to make one is under way.
    Returning,
    /// It does not answer, and why: calls fail at once, and attempts go on.
    Down(Arc<str>),
}

/// A server that is kept connected while this value lives.
#[derive(Debug)]
pub(crate) struct Link {
    state: watch::Receiver<State>,
    supervisor: AbortHandle,
}

impl Link {
    /// Begins to keep `dialer`'s server connected, of which so much is known.
    pub(crate) fn new(dialer: Dialer, known: State) -> Self {
        let runtime = dialer.runtime().clone();
        let first = match &known {
            State::Up(live) => Some(Arc::clone(live)),
            State::Returning | State::Down(_) => None,
        };
        let (sender, state) = watch::channel(known);
        let supervisor = Supervisor::new(dialer, sender);
        let supervisor = crate::tasks::spawn(&runtime, "supervise", supervisor.run(first));
        Self { state, supervisor }
    }

    /// Whether it is known to be away.
    pub(crate) fn is_down(&self) -> bool {
        matches!(&*self.state.borrow(), State::Down(_))
    }

    /// Why it is away, if it is known to be.
    pub(crate) fn trouble(&self) -> Option<Arc<str>> {
        match &*self.state.borrow() {
            State::Down(why) => Some(Arc::clone(why)),
            State::Up(_) | State::Returning => None,
        }
    }

    /// Ends the connection, and does not make another.
    pub(crate) fn shut(&self) {
        self.supervisor.abort();
        if let State::Up(live) = &*self.state.borrow() {
            live.close();
        }
    }

    /// The connection, if there is one: nobody waits for it.
    pub(crate) fn live(&self) -> Result<Arc<Live>, Failure> {
        match &*self.state.borrow() {
            State::Up(live) if !live.is_closed() => Ok(Arc::clone(live)),
            _ => Err(Failure::Down),
        }
    }

    /// The connection, or the one that an attempt which is under way makes after one broke. A server that is known to be
    /// away is not waited for.
    pub(crate) async fn returning(&self) -> Result<Arc<Live>, Failure> {
        let mut state = self.state.clone();
        let settled = |state: &State| match state {
            State::Up(live) => !live.is_closed(),
            State::Returning => false,
            State::Down(_) => true,
        };
        match state.wait_for(settled).await.as_deref() {
            Ok(State::Up(live)) => Ok(Arc::clone(live)),
            _ => Err(Failure::Down),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}

/// Why a connection was not made.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) error: Error,
    /// Nothing that happens by itself will change it.
    pub(crate) for_good: bool,
}
