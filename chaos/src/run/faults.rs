//! The faults that happened, and the register that is told of them before they do.

use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use crate::tasks;
use crate::wire::{Answer, Ask, Counts, Line, Report, Tally, Violation, Who};

/// Tells the register, which it owns.
#[derive(Debug)]
pub(super) struct Faults {
    line: Line,
    tally: Tally,
    register: Child,
}

impl Faults {
    pub(super) async fn open(socket: &Path) -> io::Result<Arc<Self>> {
        const ATTEMPTS: u32 = 500;
        const TICK_MS: u64 = 10;
        let mut program = Command::new(std::env::current_exe()?);
        let register = program.arg("--register").arg(socket).stdin(Stdio::null()).spawn()?;
        let line = Line::new(socket, Who::ORCHESTRATOR);
        let faults = Self { line, tally: Tally::default(), register };
        for _ in 0..ATTEMPTS {
            if faults.report().await.is_ok() {
                return Ok(Arc::new(faults));
            }
            tasks::sleep_ms(TICK_MS).await;
        }
        Err(io::Error::other("the register does not answer"))
    }

    /// A fault, for the history.
    pub(super) async fn tell(&self, text: &str) -> io::Result<()> {
        self.line.ask(&Ask::Fault { text: text.to_owned(), loses: None }).await.map(drop)
    }

    /// From now on cells may be lost, or no more.
    pub(super) async fn losing(&self, loses: bool, text: &str) -> io::Result<()> {
        self.line.ask(&Ask::Fault { text: text.to_owned(), loses: Some(loses) }).await.map(drop)
    }

    pub(super) fn count(&self, fault: &str) {
        self.tally.add(fault);
    }

    pub(super) async fn violation(&self, violation: Violation) -> io::Result<()> {
        self.line.ask(&Ask::Violation(violation)).await.map(drop)
    }

    pub(super) fn counts(&self) -> Counts {
        self.tally.read()
    }

    pub(super) async fn report(&self) -> io::Result<Report> {
        match self.line.ask(&Ask::Report).await? {
            Answer::Report(report) => Ok(*report),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        drop(self.register.kill().and_then(|()| self.register.wait()));
    }
}
