//! One of several processes that a self-check drives.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitCode, Stdio};

use postcache::{Clock, Millis};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use super::Sabotage;
use crate::config::Config;
use crate::db::Pace;
use crate::say;
use crate::server::Server;
use crate::start_error::StartError;

/// A part that has not ended by then is killed.
const GRACE: Millis = Millis::new(10_000);

/// The check's end of it. Dropped, it ends the process.
#[derive(Debug)]
pub(super) struct Part {
    address: SocketAddr,
    child: Child,
    /// Closed with the check, however that ends: then the part ends too.
    alive: ChildStdin,
}

impl Part {
    /// Starts this program once more, and waits until it serves.
    pub(super) async fn start(config: &Path, sabotage: Option<Sabotage>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--self-check-part").arg(config);
        if let Some(sabotage) = sabotage {
            command.args(["--sabotage", sabotage.name()]);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let (Some(alive), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ErrorKind::BrokenPipe.into());
        };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).await?;
        let address = line.trim().parse().map_err(|_| Error::other("one of its processes does not start"))?;
        Ok(Self { address, child, alive })
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) async fn stop(mut self) {
        drop(self.alive);
        let clock = Clock::system();
        if clock.until(clock.now().after(GRACE), self.child.wait()).await.is_none() {
            tracing::warn!("a process of the self-check did not end and is killed");
        }
    }
}

/// The other end: serves until the check is over.
pub(crate) async fn serve(config: Config, sabotage: Option<Sabotage>) -> std::result::Result<ExitCode, StartError> {
    let server = Server::start(&config, Pace::Random, sabotage).await?;
    say(std::io::stdout(), format_args!("{}\n", server.address()));
    let mut nothing = Vec::new();
    let _the_check_is_over = tokio::io::stdin().read_to_end(&mut nothing).await;
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}
