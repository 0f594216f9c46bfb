//! How the process is told to end: Ctrl-C, or a polite `kill`.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens from the moment that it is made: what comes before it is awaited is not lost.
#[derive(Debug)]
pub(crate) struct EndSignal {
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(unix)]
    terminate: Signal,
}

impl EndSignal {
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits until it comes.
    #[cfg(unix)]
    pub(crate) async fn received(mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.interrupt.recv() => Ok(()),
            _ = self.terminate.recv() => Ok(()),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits until it comes.
    #[cfg(not(unix))]
    pub(crate) async fn received(self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
